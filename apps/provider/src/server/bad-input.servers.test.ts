// Bad input in the forms of every page: the right 4xx, never a 5xx, and nothing changed (docs/threats.md).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { badInputWorld, csrfIn, postForm } from '#testing/bad-input-world.ts'
import { arrive } from '#testing/openid-driver.ts'
import { navigate } from '#testing/sign-in-driver.ts'

const { world, issuer, rollout, signedIn, pending, posts, gets, unchanged } = await badInputWorld()
after(() => world.stop())
const { csrf } = signedIn

test('the table of routes is read, so that no address is missing here', () =>
  assert.ok(posts.length > 50 && gets.length > 70, `${posts.length} and ${gets.length}`))

const FIELDS = 'username password code user_code recovery-code phone app kept date seen reason number country'.split(
  ' ',
)
const field = (value: string): string => FIELDS.map((name) => `${name}=${value}`).join('&')

const broken: [string, string, Record<string, string>, number[]][] = [
  ['an empty body', '', {}, [403]],
  ['no token', field('1'), {}, [403]],
  ['a token of another browser', `csrf=${pending.csrf}&${field('1')}`, {}, [403]],
  ['an empty token', `csrf=&${field('1')}`, {}, [403]],
  ['a token twice', `csrf=${csrf}&csrf=${csrf}`, {}, [400]],
  ['a field twice', `csrf=${csrf}&${field('1')}&code=2`, {}, [400]],
  ['NUL', `csrf=${csrf}&${field('a%00b')}`, {}, [400]],
  ['no UTF-8', `csrf=${csrf}&${field('%ff%fe')}`, {}, [400]],
  ['half a percent sign', `csrf=${csrf}&${field('%4')}`, {}, [400]],
  ['17 kB', `csrf=${csrf}&${field('x'.repeat(1800))}`, {}, [413]],
  ['a megabyte', `csrf=${csrf}&code=${'x'.repeat(1_000_000)}`, {}, [413]],
  ['a hundred fields', `csrf=${csrf}&${Array.from({ length: 100 }, (_, at) => `f${at}=1`).join('&')}`, {}, [413]],
  ['JSON', `{"csrf":"${csrf}","code":"123456"}`, { 'content-type': 'application/json' }, [415]],
  ['multipart', '--x--', { 'content-type': 'multipart/form-data; boundary=x' }, [415]],
  [
    'text/plain, which other sites’ forms can send',
    `csrf=${csrf}&${field('1')}`,
    { 'content-type': 'text/plain' },
    [415],
  ],
  ['another site’s origin', `csrf=${csrf}&${field('1')}`, { origin: 'https://evil.example' }, [403]],
  ['the origin “null”', `csrf=${csrf}&${field('1')}`, { origin: 'null' }, [403]],
  ['another port’s origin', `csrf=${csrf}&${field('1')}`, { origin: 'http://localhost:1' }, [403]],
  ['a page of another site', `csrf=${csrf}&${field('1')}`, { 'sec-fetch-site': 'cross-site' }, [403]],
  ['a page of another host of this site', `csrf=${csrf}&${field('1')}`, { 'sec-fetch-site': 'same-site' }, [403]],
  ['an unknown host', `csrf=${csrf}&${field('1')}`, { host: 'evil.example' }, [421]],
]
for (const [rule, body, headers, statuses] of broken) {
  test(`every form refuses ${rule}, with ${statuses.join(' or ')} and a page that says what to do`, () =>
    unchanged(rule, async () => {
      for (const address of posts) {
        const answer = await postForm({ ...signedIn, issuer }, `${address}?next=%2Faccount`, body, {
          'sec-fetch-site': 'same-origin',
          ...headers,
        })
        assert.ok(statuses.includes(answer.status), `${address}: ${answer.status}`)
        assert.ok(
          answer.heading !== '' && /Reference: [\w-]{8}/u.test(answer.text),
          `${address}: ${answer.text.slice(0, 80)}`,
        )
      }
    }))
}

const typed: [string, string][] = [
  ['a list', 'code[]=123456&username[]=a&password[]=b'],
  ['Arabic-Indic digits', field('%D9%A1%D9%A2%D9%A3%D9%A4%D9%A5%D9%A6')],
  ['full-width digits', field('%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96')],
  ['marks of HTML', field('%3Cscript%3Ealert(1)%3C%2Fscript%3E')],
  ['SQL', field("'+or+1%3D1+--")],
  ['a line break', field('a%0D%0Ab')],
  ['half an emoji', field('%F0%9F%98')],
  ['names of every object', '__proto__=1&constructor=2&toString=3'],
  ['a thousand signs', field('x'.repeat(1000))],
]
/** Refusals of every kind, which people follow a link from and come back to: pages of their own, never of a form. */
const WITH_AN_ADDRESS = new Set([401, 403, 409, 410, 422, 429])
test('in the middle of a sign-in every form answers bad values below 500, and nobody gets further; a refusal has an address of its own', async () => {
  for (const [rule, fields] of typed)
    for (const address of posts.filter(
      (each) => !['/sign-out', '/account/sign-out-elsewhere'].includes(each) && !each.endsWith('/leave'),
    )) {
      const next = encodeURIComponent(`/continue/${pending.uid}`)
      const answer = await postForm({ ...pending, issuer }, `${address}?next=${next}`, `csrf=${pending.csrf}&${fields}`)
      assert.ok(answer.status < 500, `${address} with ${rule}: ${answer.status}`)
      assert.ok(!answer.body.includes('<script>alert'), `${address} with ${rule}`)
      assert.ok(!WITH_AN_ADDRESS.has(answer.status), `${address} with ${rule}: ${answer.status}`)
      assert.ok((answer.location?.href.length ?? 0) < 2_500, `${address} with ${rule}: an address that a proxy cuts`)
    }
  assert.ok((await navigate(pending.browser, '/account')).url.pathname.startsWith('/sign-in'))
})

const administrator = { ...signedIn, issuer }
/** The page that a form leads to. */
const shown = (answer: Awaited<ReturnType<typeof postForm>>) => arrive(signedIn.browser, answer)
/** As the page of before showed it. */
const seen = encodeURIComponent(rollout.requiredAt.toISOString())
test('bad values of an administrator move no date and unlock no account', () =>
  unchanged('admin', async () => {
    for (const [rule, fields] of typed) {
      const answer = await postForm(administrator, `/admin/rollouts/${rollout.id}`, `csrf=${csrf}&${fields}`)
      assert.ok([303, 400].includes(answer.status), `${rule}: ${answer.status}`)
    }
    for (const id of [
      '-'.repeat(36),
      'x',
      '00000000-0000-4000-8000-000000000000',
      '%00',
      "'",
      'a'.repeat(36),
      '..%2f..',
    ]) {
      for (const path of [`/admin/rollouts/${id}`, `/admin/people/${id}/open`]) {
        const answer = await postForm(administrator, path, `csrf=${csrf}&date=2099-01-01&reason=x&seen=${seen}`)
        assert.ok(answer.status < 500, `${path}: ${answer.status}`)
      }
    }
    for (const date of [
      '2020-01-01',
      rollout.requiredAt.toISOString().slice(0, 10),
      '2099-02-30',
      '',
      '99999-01-01',
      '2099-01-01T00:00',
    ]) {
      const body = `csrf=${csrf}&date=${encodeURIComponent(date)}&reason=x&seen=${seen}`
      const answer = await shown(await postForm(administrator, `/admin/rollouts/${rollout.id}`, body))
      assert.equal(answer.status, 422, date)
    }
  }))
test('an administrator reads everything that is wrong, each at its field and in their order, and keeps what was typed', async () => {
  const send = async (fields: string) =>
    shown(await postForm(administrator, `/admin/rollouts/${rollout.id}`, `csrf=${csrf}&seen=${seen}&${fields}`))
  const linksOf = (page: Awaited<ReturnType<typeof send>>) =>
    page.links.map(({ href }) => href).filter((href) => /^#(?:date|reason)-/u.test(href))
  const both = await send('date=2020-01-01&reason=+')
  assert.deepEqual([both.status, linksOf(both)], [422, [`#date-${rollout.id}`, `#reason-${rollout.id}`]])
  const one = await send('date=2099-01-01&reason=')
  assert.deepEqual([one.status, linksOf(one)], [422, [`#reason-${rollout.id}`]])
  assert.match(one.body, /type="date"[^>]*value="2099-01-01"|value="2099-01-01"[^>]*type="date"/u)
  assert.match((await send('date=2020-01-01&reason=asked+for')).body, /value="asked for"/u)
})
test('a date moved later by an administrator is kept, once: a page from before cannot move it again (E10)', async () => {
  const move = (date: string) =>
    postForm(administrator, `/admin/rollouts/${rollout.id}`, `csrf=${csrf}&date=${date}&reason=asked&seen=${seen}`)
  assert.match((await move('2099-01-01')).location?.search ?? '', /^\?flash=moved\./u)
  assert.equal((await shown(await move('2099-06-01'))).status, 422, 'somebody else changed it in the meantime')
  assert.equal((await world.identity.rollouts.find(rollout.id))?.requiredAt.toISOString(), '2098-12-31T23:00:00.000Z')
})

// Last, since some of these forms change what is asked of whoever sends them.
test('no form is answered by a page that says what is wrong: each leads to one with an address, whoever sends it and whatever has expired', async () => {
  const nobody = world.browser()
  const { body } = await navigate(nobody, '/forgotten')
  const stranger = { browser: nobody, csrf: csrfIn(body), issuer }
  const gone = `next=${encodeURIComponent(`/continue/${'x'.repeat(43)}`)}`
  const [own, expired, theirs] = await Promise.all([
    answers({ ...signedIn, issuer }, ''),
    answers({ ...signedIn, issuer }, gone),
    answers(stranger, ''),
  ])
  assert.deepEqual([own, expired, theirs].flat(), [])

  /** The addresses that answer with a page of such a status. What ends the session of whoever asks is not sent. */
  async function answers(who: typeof stranger, query: string): Promise<string[]> {
    const found = []
    for (const address of posts.filter((each) => !/sign-out|\/lock$|sessions/u.test(each))) {
      const { status } = await postForm(who, `${address}?${query}`, `csrf=${who.csrf}&${field('x')}`)
      if (WITH_AN_ADDRESS.has(status)) found.push(`${address}: ${status}`)
    }
    return found
  }
})
