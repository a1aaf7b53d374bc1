// A terminal without a browser: somebody types its code and lets it in, and somebody else is asked to by a stranger.
import assert from 'node:assert/strict'
import { journey, person, setUpDemo } from './fixtures/journey.ts'
import { enterEmail, enterPassword, openIn, pressTwice } from './fixtures/steps.ts'

type Shown = { device_code: string; user_code: string; verification_uri_complete: string }

/** The terminal of docs/api.md. */
function terminal(provider: string) {
  const send = async (path: string, fields: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: 'kade-cli', ...fields })
    const response = await fetch(`${provider}${path}`, { method: 'POST', body })
    return (await response.json()) as Record<string, unknown>
  }
  return {
    ask: async () => (await send('/oidc/device', { scope: 'openid profile offline_access' })) as Shown,
    poll: ({ device_code }: Shown) =>
      send('/oidc/token', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code }),
  }
}

export const letsDeviceIn = journey(
  'Lars types the code of a terminal, lets it in and logs it out again; of a code that came by mail he says “Not me”, without JavaScript',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const [lars, { ask, poll }] = [person('Lars'), terminal(demo.provider)]
    const shown = await ask()

    const v = await newVisitor({ width: 320, scheme: 'dark', language: 'nl' })
    await openIn(v, `${demo.provider}/device`)
    await v.sees('Inloggen op een ander apparaat')
    await v.types('De code op je apparaat', 'wdjb mjht')
    await v.press('Volgende')
    await v.page.locator('.error-summary').waitFor()
    await v.checkPage()
    await v.types('De code op je apparaat', shown.user_code.toLowerCase().replace('-', ' '))
    await v.press('Volgende')
    await enterEmail(v, lars)
    await enterPassword(v, lars)
    await v.sees('Inloggen bij Kade CLI op een ander apparaat?')
    await v.shows(shown.user_code)
    await v.press('Toestaan')
    await v.sees('Je kunt verder op je apparaat')
    await v.page.goBack()
    await v.sees('Je kunt verder op je apparaat')
    const tokens = await poll(shown)
    assert.equal(typeof tokens['refresh_token'], 'string', JSON.stringify(tokens))

    await openIn(v, `${demo.provider}/account/sessions`)
    await v.sees('Waar je bent ingelogd')
    const row = v.page.getByRole('listitem').filter({ hasText: 'Apparaat: Kade CLI' })
    await pressTwice(v, 'Uitloggen', 'Ja, uitloggen', row)
    await v.shows('Dat apparaat is uitgelogd.')

    const mailed = await ask()
    const laptop = await newVisitor({ script: false })
    await openIn(laptop, mailed.verification_uri_complete)
    await laptop.sees('Log in on another device')
    assert.equal(await laptop.field('The code on your device').inputValue(), mailed.user_code)
    await laptop.press('Next')
    await enterEmail(laptop, lars)
    await enterPassword(laptop, lars)
    await laptop.sees('Log in to Kade CLI on another device?')
    await laptop.press('Not me')
    await laptop.sees('Nobody was let in')
    assert.equal((await poll(mailed))['error'], 'access_denied')
    await laptop.follow('Read what you can do')
    await laptop.shows(/Did somebody else ask you to, by phone, mail or chat/u)
  },
)
