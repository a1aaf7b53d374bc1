// The help as its visitors meet it: public, in both languages, the right answer first, every link to it alive, and
// nothing that bad input could break (H1–H5, P3, edge case 61).
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { after, test } from 'node:test'
import { HELP_SITUATIONS, isHelpSituation } from '#platform/help-link.ts'
import { translatorFor } from '#testing/translators.ts'
import { fill } from '#testing/openid-driver.ts'
import { companyWith, enrolledPerson, signInAs, signInWithTokens, navigate } from '#testing/sign-in-driver.ts'
import { runningWorld } from '#testing/running-world.ts'
import { ANSWERS, findAnswer } from './answers.ts'
import { ANSWER_AT } from './situations.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const en = translatorFor('en')
const people = {
  invited: await world.person('ivo', ['prompt']),
  off: await world.person('ona', ['none']),
  on: await enrolledPerson(world, 'otto', ['required', 'announce']),
  required: await world.person('rik', ['required']),
}
await companyWith(
  world,
  'secret',
  [1000, 2000, 3000].map((days) => days * 86_400_000) as unknown as readonly [number, number, number],
)

/** Questions in the order of the page, with whether each is open, and the id that leads to it. */
const questionsOf = (body: string) =>
  [
    ...body.matchAll(
      /<details class="disclosure"( open)?><summary><span>(.+?)<\/span><\/summary><div class="disclosure-body" id="([\w-]+)">/gu,
    ),
  ].map(([, open, summary, id]) => ({ id, isOpen: open !== undefined, summary }))
const openOf = (body: string) =>
  questionsOf(body)
    .filter(({ isOpen }) => isOpen)
    .map(({ id }) => id)
const look = (address: string, headers: Record<string, string> = {}) =>
  world.browser({ 'accept-language': 'en', ...headers }).get(address)

for (const [language, title] of [
  ['en', 'Help with two-step verification'],
  ['nl', 'Hulp bij tweestapsverificatie'],
] as const) {
  test(`signed out, in ${language}: the three questions are first, closed, with every answer of the help after them (H1, H4)`, async () => {
    const page = await look('/help', { 'accept-language': language })
    assert.deepEqual([page.status, page.heading], [200, title])
    const questions = questionsOf(page.body)
    assert.deepEqual(
      questions.map(({ id }) => id),
      ANSWERS.map(({ id }) => id),
    )
    assert.deepEqual(
      questions.slice(0, 3).map(({ id }) => id),
      ['cannot-log-in', 'logged-in', 'log-in'],
    )
    assert.deepEqual(openOf(page.body), [])
  })
}
test('the answers say the words of the buttons as they are', async () => {
  const { text } = await look('/help')
  for (const words of [
    'Set up 2FA',
    'Grant access',
    'My details',
    'Enable two-factor authentication',
    'Next',
    'Log in',
    'Switch company',
  ])
    assert.ok(text.includes(words), words)
})
test('every question has an address that opens it without script (H2)', async () => {
  for (const { id } of ANSWERS) assert.deepEqual(openOf((await look(`/help?open=${id}`)).body), [id])
})
test('every page that help was asked from has its answer first and open, and says why (H5)', async () => {
  for (const at of HELP_SITUATIONS) {
    const page = await look(`/help?at=${at}`)
    assert.deepEqual(openOf(page.body), [ANSWER_AT[at]], at)
    assert.equal(questionsOf(page.body)[0]?.id, ANSWER_AT[at], at)
    assert.equal(questionsOf(page.body).length, ANSWERS.length, 'none is there twice')
    assert.ok(page.text.includes(en(`help.at.${at}`)), at)
  }
})
test('unknown situations and answers are passed over', async () => {
  const plain = questionsOf((await look('/help')).body)
  for (const query of [
    'at=nowhere',
    'at=',
    'at=%00',
    'at=__proto__',
    'at=constructor',
    'open=nowhere',
    'open=toString',
    'at=%3Cscript%3E',
    `at=${'x'.repeat(5000)}`,
    'other=1',
    'ui_locales=%00',
    'from=/x&client_id=%00',
    'from=/x&client_id=%C3%A9',
  ])
    assert.deepEqual(questionsOf((await look(`/help?${query}`)).body), plain, query)
})
test('the steps for the device come first: on a phone the green code, at a computer the square to scan', async () => {
  const place = (body: string, words: string): number => body.indexOf(words)
  for (const [agent, one, other] of [
    ['Mozilla/5.0 (iPhone) Mobile', 'All on your phone', 'On a computer'],
    ['Mozilla/5.0 (Windows NT 10.0)', 'On a computer', 'All on your phone'],
  ] as const) {
    const { body } = await look('/help', { 'user-agent': agent })
    assert.ok(place(body, one) > 0 && place(body, one) < place(body, other), agent)
  }
})
test('a link from an application opens the help in its language; the visitor’s own choice goes before it', async () => {
  const reader = world.browser({ 'accept-language': 'en' })
  assert.match((await reader.get('/help?at=log-in&ui_locales=nl')).heading, /Hulp/u)
  assert.match((await reader.get('/help/change')).text, /Wat verandert/u, 'and so do the pages after it')
  const browser = world.browser({ 'accept-language': 'nl' })
  await browser.get('/language/en?back=/help')
  assert.match((await browser.get('/help?ui_locales=nl')).heading, /Help/u)
})

test('signed in, without two-step verification and a date ahead: the steps by Home first, with the last day and the employer (P3, E11)', async () => {
  const { browser } = await signInWithTokens(world, people.invited)
  const page = await navigate(browser, '/help')
  assert.deepEqual([questionsOf(page.body)[0]?.id, openOf(page.body)], ['cannot-log-in', ['cannot-log-in']])
  assert.match(page.text, /At Bakkerij De Gouden Aar you can log in without it up to and including \d+ \w+ \d{4}/u)
  assert.ok(
    page.links.some(({ href, text }) => href === '/account/two-step' && text === 'Enable two-factor authentication'),
  )
  assert.deepEqual(
    openOf((await navigate(browser, '/help?at=code')).body),
    ['code-refused'],
    'the page one came from is nearer',
  )
})
test('signed in, without two-step verification and without a date: the same, without one', async () => {
  const { browser } = await signInWithTokens(world, people.off)
  assert.match((await navigate(browser, '/help')).text, /You have not set it up yet\. With it/u)
  assert.match((await navigate(browser, '/help/change')).text, /None of your employers has set a date yet/u)
})
test('signed in with two-step verification on: how to log in, and no button to set it up', async () => {
  const { browser } = await signInWithTokens(world, people.on)
  const page = await navigate(browser, '/help?at=after-date')
  assert.deepEqual(openOf(page.body), ['log-in'])
  assert.ok(!page.links.some(({ href }) => href === '/account/two-step'))
})
test('the background page has the dates of one’s own employers, those that were made known', async () => {
  const { browser } = await signInWithTokens(world, people.on)
  const { text } = await navigate(browser, '/help/change')
  assert.match(text, /Garage Van Dijk\s*since \d+ \w+ \d{4}/u)
  assert.match(text, /Tuinderij Zonneveld\s*from \d+ \w+ \d{4}/u)
  assert.doesNotMatch(text, /Bakkerij|Bedrijf secret/u)
  assert.match(text, /You have set it up already/u)
})
test('somebody with the password alone sees nothing of the account here: no employer, no date (rule 4)', async () => {
  for (const who of [people.required, { ...people.on, secret: undefined as never }]) {
    const { browser, page } = await signInAs(world, who, { acr_values: 'urn:sluis:acr:two-factor' })
    assert.ok(page.location === null && page.status === 200, 'on the way in')
    for (const address of ['/help', '/help/change', '/help/search?q=date']) {
      assert.doesNotMatch(
        (await navigate(browser, address)).text,
        /Garage Van Dijk|Tuinderij|You have not set it up|is on for you/u,
        address,
      )
    }
  }
})

test('our true senders are in the help, and what our mails never do (edge case 61)', async () => {
  const { text } = await look('/help/messages')
  assert.ok(text.includes(world.settings.mail.from) && text.includes(`${issuer}/`))
  assert.match(text, /Hold a link that logs you in/u)
  const { browser, page } = await signInAs(world, await world.person('mia', ['required']))
  await fill(browser, page, {}, page.forms.find(({ action }) => action.startsWith('/enrol/email/send'))!.action)
  const sent = await world.mail.waitFor((each) => each.to.includes('mia@example.org'))
  assert.ok(world.settings.mail.from.includes(sent.from), sent.from)
})

test('the search finds, best first and open, and says how many', async () => {
  const page = await look('/help/search?q=Lost+PHONE')
  assert.equal(page.status, 200)
  assert.equal(openOf(page.body)[0], 'no-phone')
  assert.match(page.text, /\d+ answers for “Lost PHONE”/u)
  assert.deepEqual(openOf((await look('/help/search?q=herstelcode', { 'accept-language': 'nl' })).body), [
    'recovery-codes',
  ])
  assert.ok((await look('/help/search?q=real+message')).links.some(({ href }) => href === '/help/messages'))
})
test('a search that finds nothing says what else can be done', async () => {
  const page = await look('/help/search?q=xylophone')
  assert.match(page.text, /Nothing found/u)
  assert.ok(page.links.some(({ href }) => href === '/help'))
})
for (const [rule, query, status] of [
  ['nothing', '', 200],
  ['spaces', 'q=+++', 200],
  ['NUL', 'q=a%00b', 200],
  ['no UTF-8', 'q=%ff%fe', 200],
  ['half a percent sign', 'q=%4', 200],
  ['twice', 'q=a&q=b', 200],
  ['a list', 'q[]=a', 200],
  ['101 characters', `q=${'x'.repeat(101)}`, 422],
  ['eight thousand', `q=${'x'.repeat(8000)}`, 422],
  ['SQL', "q='%3B+drop+table+person%3B--", 200],
  ['a message of ours', 'q={count}', 200],
] as const) {
  test(`a search for ${rule} is answered ${status}`, async () => {
    const page = await look(`/help/search?${query}`)
    assert.deepEqual([page.status, page.heading], [status, 'Search in help'])
  })
}
test('what was searched for comes back as text, never as markup', async () => {
  const { body, forms } = await look('/help/search?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%3Cb%20x%3D%27')
  assert.doesNotMatch(body, /<script>alert|<b x/u)
  assert.equal(
    forms.find(({ action }) => action === '/help/search')?.fields[0]?.value,
    `"><script>alert(1)</script><b x='`,
  )
})

/** Every address of the help that the sources of both programs speak of. */
const sources = globSync(fileURLToPath(new URL('../../../../{provider,hr}/src/**/*.{ts,json}', import.meta.url)), {
  exclude: (path) => /\.test\.ts$|\/testing\//u.test(path),
})
test('every link to the help, in either program, leads to a page, a situation and an answer that exist', () => {
  const found = sources.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\/help(\/[\w-]+)?(?:\?([\w=&-]+))?(?:#([\w-]+))?(?=['"`])/gu)].map(
      (match) => ({ path, match }),
    ),
  )
  assert.ok(found.length > 10)
  for (const {
    path,
    match: [address, page, query, anchor],
  } of found) {
    if (/\.\/help|journeys\/help/u.test(address)) continue
    assert.ok(
      [undefined, '/change', '/messages', '/search', '/help'].includes(page) || path.includes('/help/'),
      `${path}: ${address}`,
    )
    const asked = new URLSearchParams(query)
    for (const [name, isKnown] of [
      ['at', isHelpSituation],
      ['open', (id: string) => findAnswer(id) !== undefined],
    ] as const)
      assert.ok(!asked.has(name) || isKnown(asked.get(name) ?? ''), `${path}: ${address}`)
    assert.ok(anchor === undefined || findAnswer(anchor), `${path}: ${address}`)
  }
})
test('the situations that Kade tells of are ours', () => {
  const words =
    /HelpAt =([^\n]+)/u.exec(
      readFileSync(fileURLToPath(new URL('../../../../hr/src/page/help-link.ts', import.meta.url)), 'utf8'),
    )?.[1] ?? ''
  const told = [...words.matchAll(/'([\w-]+)'/gu)].map((match) => match[1])
  assert.ok(told.length > 4)
  assert.deepEqual(
    told.filter((word) => !isHelpSituation(word)),
    [],
  )
})
test('the links within the help lead somewhere', async () => {
  for (const language of ['nl', 'en'])
    for (const address of ['/help', '/help/change', '/help/messages', '/help/search?q=telefoon+phone'])
      for (const { href } of (await look(address, { 'accept-language': language })).links.filter((link) =>
        link.href.startsWith('/help'),
      )) {
        const page = await look(href, { 'accept-language': language })
        assert.equal(page.status, 200, href)
        const anchor = href.split('#')[1]
        if (anchor !== undefined) assert.deepEqual(openOf(page.body), [anchor], href)
      }
})
test('nothing of the help is posted to: any other method is refused and changes nothing', async () => {
  for (const address of ['/help', '/help/change', '/help/messages', '/help/search'])
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      assert.equal((await world.browser().ask(address, { method })).status, 405, address)
})
