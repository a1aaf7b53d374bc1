// Which language a page speaks, and where the language switch may lead back to.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptedLanguage, pickLanguage } from '@sluis/server-kit/messages'
import { Hono } from 'hono'
import { chooseLanguage, endLanguage, keepLanguage, languageOf } from './language.ts'

const started = new Date('2026-07-01T08:00:00Z')
const choice = (language: string, ms: number): string => `__Host-sluis-language=${language}.${started.getTime() + ms}`

type Asked = Parameters<typeof languageOf>[1]
async function spoken(asked: Asked, headers: Record<string, string>): Promise<string> {
  const app = new Hono().get('/', (c) => c.text(languageOf(c, asked)))
  return (await app.request('/', { headers })).text()
}

const cases: [string, Asked, Record<string, string>, string][] = [
  ['English where nobody says anything', {}, {}, 'en'],
  ['what the browser accepts', {}, { 'accept-language': 'nl,en;q=0.8' }, 'nl'],
  ['the one that the browser likes better', {}, { 'accept-language': 'en;q=0.2, nl;q=0.9' }, 'nl'],
  ['a region of it', {}, { 'accept-language': 'nl-BE' }, 'nl'],
  ['English where the browser speaks none of ours', {}, { 'accept-language': 'pl,uk;q=0.9' }, 'en'],
  [
    'the one liked better where spaces stand around the weights',
    {},
    { 'accept-language': 'nl; q=0.9, en; q=0.8' },
    'nl',
  ],
  ['the one liked better where the weight is a capital Q', {}, { 'accept-language': 'nl;Q=0.9,en;q=0.1' }, 'nl'],
  ['the one liked better where tabs stand around it', {}, { 'accept-language': 'nl\t;\tq=0.2,en ;q=0.3' }, 'en'],
  ['a script and region of it', {}, { 'accept-language': 'nl-Latn-NL;q=1.000, en;q=0.999' }, 'nl'],
  ['Dutch where anything but English is liked', {}, { 'accept-language': 'en;q=0, *' }, 'nl'],
  ['English where anything is liked', {}, { 'accept-language': 'de, *;q=0.5' }, 'en'],
  ['English where the weight is no number', {}, { 'accept-language': 'nl;q=much' }, 'en'],
  ['what is left of a list with holes', {}, { 'accept-language': ',, nl ,,' }, 'nl'],
  ['nothing that is refused by weight', {}, { 'accept-language': 'nl;q=0, en;q=0.1' }, 'en'],
  ['the person’s own before the browser’s', { personLanguage: 'nl' }, { 'accept-language': 'en' }, 'nl'],
  [
    'the application’s ui_locales before the person’s own',
    { uiLanguage: 'en', startedAt: started, personLanguage: 'nl' },
    { 'accept-language': 'nl' },
    'en',
  ],
  [
    'a choice made on the way before ui_locales',
    { uiLanguage: 'en', startedAt: started },
    { cookie: choice('nl', 1) },
    'nl',
  ],
  [
    'ui_locales before a choice from an earlier day',
    { uiLanguage: 'en', startedAt: started },
    { cookie: choice('nl', -1) },
    'en',
  ],
  [
    'a choice from an earlier day before the person’s own',
    { personLanguage: 'en' },
    { cookie: choice('nl', -86_400_000) },
    'nl',
  ],
  ['no choice that is not one of ours', {}, { cookie: choice('fr', 1) }, 'en'],
  [
    'no choice without its time',
    { uiLanguage: 'en', startedAt: started },
    { cookie: '__Host-sluis-language=nl' },
    'en',
  ],
  ['no choice that only looks like ours', {}, { cookie: 'sluis-language=nl.1' }, 'en'],
]
for (const [rule, asked, headers, language] of cases)
  test(`a page speaks ${rule}`, async () => assert.equal(await spoken(asked, headers), language))

const journey = (language: string): Record<string, string> => ({ cookie: `__Host-sluis-journey-language=${language}` })
const pages: [string, string, Asked, Record<string, string>, string][] = [
  [
    'on the way, the language in which the journey began',
    '/sign-in/code',
    { personLanguage: 'nl' },
    journey('en'),
    'en',
  ],
  ['of an offer at its end too', '/offer/passkey', { personLanguage: 'nl' }, journey('en'), 'en'],
  ['at Home, the person’s own', '/', { personLanguage: 'nl' }, journey('en'), 'nl'],
  ['at My details, the person’s own', '/account/password', { personLanguage: 'nl' }, journey('en'), 'nl'],
  ['first what the application asks for', '/enrol', { uiLanguage: 'nl' }, journey('en'), 'nl'],
  ['nothing that is no language of ours', '/enrol', { personLanguage: 'nl' }, journey('xx'), 'nl'],
]
for (const [rule, path, asked, headers, language] of pages)
  test(`a page speaks ${rule}`, async () => {
    const app = new Hono().get(path, (c) => c.text(languageOf(c, asked)))
    assert.equal(await (await app.request(path, { headers })).text(), language)
  })
test('what a journey began in is kept by its pages alone, and once', async () => {
  const app = new Hono()
    .get('/sign-in', (c) => (keepLanguage(c, 'nl'), c.body(null)))
    .get('/account', (c) => (keepLanguage(c, 'nl'), c.body(null)))
    .get('/end', (c) => (endLanguage(c), c.body(null)))
  const cookieOf = async (path: string, headers = {}) =>
    (await app.request(path, { headers })).headers.get('set-cookie')?.split(';')[0]
  assert.deepEqual(
    [await cookieOf('/sign-in'), await cookieOf('/sign-in', journey('nl')), await cookieOf('/account')],
    ['__Host-sluis-journey-language=nl', undefined, undefined],
  )
  assert.deepEqual(
    [await cookieOf('/end', journey('nl')), await cookieOf('/end')],
    ['__Host-sluis-journey-language=', undefined],
  )
})

test('a choice is kept with its time, for this host alone', async () => {
  const app = new Hono().get('/', (c) => {
    chooseLanguage(c, 'nl', started)
    return c.body(null)
  })
  const cookie = (await app.request('/')).headers.get('set-cookie') ?? ''
  assert.match(cookie, new RegExp(`^__Host-sluis-language=nl\\.${started.getTime()};`, 'u'))
  for (const flag of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax']) assert.ok(cookie.includes(flag), flag)
})

const asked: [string, string, 'nl' | 'en' | null][] = [
  ['the first of ours', 'fr nl en', 'nl'],
  ['a region of it', 'nl-BE', 'nl'],
  ['none of somebody else’s', 'fr de', null],
  ['none where the list is not one of spaces', 'nl,en', null],
]
for (const [rule, list, language] of asked)
  test(`ui_locales asks for ${rule} (OpenID Connect Core §3.1.2.1)`, () => assert.equal(pickLanguage(list), language))

test('a list of languages of any length is read in a blink', () => {
  const begun = performance.now()
  acceptedLanguage('zz,'.repeat(1_000_000))
  pickLanguage('zz '.repeat(1_000_000))
  assert.ok(performance.now() - begun < 100)
})
