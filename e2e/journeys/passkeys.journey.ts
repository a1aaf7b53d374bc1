// Passkeys in a browser with a virtual authenticator: offered, put off, added, used in three ways, renamed and removed.
import assert from 'node:assert/strict'
import type { CDPSession } from 'playwright-core'
import { freshCode } from './fixtures/phone.ts'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import { chooseSluisAtKade, enterCode, enterEmail, enterPassword, grantAccess, openIn } from './fixtures/steps.ts'
import type { Visitor } from './fixtures/visitor.ts'

const DEVICE = {
  protocol: 'ctap2',
  ctap2Version: 'ctap2_1',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const
type Device = { says(yes: boolean): Promise<void> }

/** A device with face or fingerprint whose owner agrees to everything until changed. */
async function withDevice(v: Visitor): Promise<Device> {
  const session: CDPSession = await v.context.newCDPSession(v.page)
  await session.send('WebAuthn.enable', { enableUI: false })
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options: DEVICE })
  return {
    says: async (yes) =>
      void (await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: yes })),
  }
}

async function logOut(v: Visitor, provider: string): Promise<void> {
  await v.page.goto(`${provider}/sign-out`)
  await v.press('Log out here')
  await v.sees('You are logged out')
}

export const usesPasskeys = journey(
  'Marijke says “Not now”, is not asked again, adds a passkey at My details, and logs in without a password or a code (P14, U-17)',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const marijke = person('Marijke')
    const v = await newVisitor({ width: 360 })
    const device = await withDevice(v)
    const byPassword = async (): Promise<void> => {
      await openIn(v, demo.provider)
      await enterEmail(v, marijke)
      await enterPassword(v, marijke)
    }
    await byPassword()
    await enterCode(v, freshCode(marijke.totpSecret!))
    await v.sees('Log in faster next time?')
    await v.press('Not now')
    await v.sees('Hello, Marijke Smit')

    await logOut(v, demo.provider)
    await byPassword()
    await enterCode(v, freshCode(marijke.totpSecret!))
    await v.sees('Hello, Marijke Smit')

    await v.page.goto(`${demo.provider}/account/passkeys`)
    await v.sees('Passkeys and security keys')
    await v.shows('You have none yet')
    await v.follow('Add a passkey')
    await v.sees('Add a passkey')
    await v.field('Name').fill('My phone')
    await v.press('Add')
    await v.sees('Passkeys and security keys')
    await v.shows('Your passkey was added. Next time you can log in with it.')
    await v.page.goto(`${demo.provider}/account/passkeys/add`)
    await v.press('Add')
    await v.shows("This device already has a passkey for your account. You don't need a second one.")
    await v.checkPage()

    // The device answers as soon as the address field asks it.
    await logOut(v, demo.provider)
    await chooseSluisAtKade(v, demo.kade)
    await grantAccess(v)
    await v.sees('Welcome, Marijke')

    await device.says(false)
    await logOut(v, demo.provider)
    await byPassword()
    await v.sees('Use your face, fingerprint or screen lock')
    await device.says(true)
    await v.press('Use your passkey')
    await v.sees('Hello, Marijke Smit')

    // A browser whose address field does not list passkeys: otherwise the owner's yes would answer the list as well.
    await v.page.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)
    })
    await logOut(v, demo.provider)
    await openIn(v, demo.provider)
    await v.sees(v.labels.logInPage)
    await v.press('Log in with face, fingerprint or screen lock')
    await v.sees('Hello, Marijke Smit')

    await v.page.goto(`${demo.provider}/account/passkeys`)
    await v.follow(/^My phone/u)
    await v.sees('My phone')
    await v.field('Name').fill('My own phone')
    await v.press('Save name')
    await v.shows('The name was changed.')
    await v.follow(/^My own phone/u)
    await v.follow('Remove')
    await v.sees('Remove My own phone?')
    await v.press('Yes, remove')
    await v.shows('The passkey was removed. You can delete it from your device too.')
    await v.shows('You have none yet')
  },
)

export const withoutScript = journey(
  'without JavaScript no passkey is offered or asked for, and each page names an alternative (U-1)',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const henk = person('Henk')
    const v = await newVisitor({ script: false, width: 320, scheme: 'dark', language: 'nl' })
    await openIn(v, `${demo.provider}/account/passkeys`)
    await enterEmail(v, henk)
    assert.equal(await v.page.getByRole('button', { name: /gezicht/u }).count(), 0)
    await enterPassword(v, henk)
    await enterCode(v, freshCode(henk.totpSecret!))
    await v.sees('Passkeys en beveiligingssleutels')
    await v.follow('Passkey toevoegen')
    await v.sees('Passkey toevoegen')
    await v.shows(/Dat kan hier niet: deze browser kan het niet, of JavaScript staat uit/u)
    assert.equal(await v.page.getByRole('button', { name: 'Toevoegen' }).count(), 0)
    await v.follow('Terug')
    await v.sees('Passkeys en beveiligingssleutels')
  },
)
