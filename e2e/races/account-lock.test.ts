// "This was not me" during sign-ins, sign-outs and refreshes: no error, and afterwards nobody is signed in (rule 1).
import { softPhone } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { arrive, authorizationRequest, assertNoFault, codeOf, fill, withPassword } from './driver.ts'
import { PASSWORD, type RaceWorld, raceWorld } from './race-world.ts'
import { inLanes } from './http-client.ts'

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const RECOVERY_CODES = [...Array(10).keys()].map((index) => `${index}ABCDEFGHJKMNPQRSTVW`)

let world: RaceWorld
before(async () => void (world = await raceWorld()))
after(() => world.stop())

for (const round of [1, 2, 3]) {
  test(`a lock that is acknowledged during sign-ins, sign-outs and refreshes leaves nobody signed in (round ${round})`, async () => {
    const person = await world.person(`locked-${round}`, ['none'], {
      totpSecret: SECRET,
      recoveryCodes: RECOVERY_CODES,
    })
    const link = await world.opened.identity.notMe.create(person.sub, 'enrolled', world.clock.now())
    const reader = world.browser()
    const page = await reader.get(`/not-me/${link}`)

    // Somebody is signed in, with tokens; others are at the code, at the password, and at the button that signs out.
    const inside = await withPassword(world, person)
    await inside.browser.submit(
      inside.page,
      { code: softPhone(SECRET).codeAt(new Date(world.instance.phoneAt)) },
      inside.page.form('code'),
    )
    const request = authorizationRequest(world.instance.issuer)
    const granted = await fill(
      inside.browser,
      await arrive(inside.browser, await inside.browser.get(request.address)),
      {},
      'csrf',
    )
    const tokens = (await world.app.redeem(codeOf(granted)!, request.verifier)).body
    // Somewhere else too, so that there is somebody whom "Log out everywhere else" logs out.
    await world.movePhones()
    const elsewhere = await withPassword(world, person)
    await fill(
      elsewhere.browser,
      elsewhere.page,
      { code: softPhone(SECRET).codeAt(new Date(world.instance.phoneAt)) },
      'code',
    )
    const home = await inside.browser.get('/account')
    const recovering = await inLanes(3, 8, async () => {
      const { browser } = await withPassword(world, person)
      return { browser, page: await browser.get('/sign-in/recovery?next=%2Faccount') }
    })
    const typing = await inLanes(3, 3, async () => {
      const browser = world.browser()
      return {
        browser,
        page: await fill(
          browser,
          await arrive(browser, await browser.get('/sign-in?next=%2Faccount')),
          { username: person.email },
          'username',
        ),
      }
    })

    const responses = await Promise.all([
      ...recovering
        .slice(0, 4)
        .map(({ browser, page: shown }, index) =>
          browser.submit(shown, { 'recovery-code': RECOVERY_CODES[index]! }, shown.form('recovery-code')),
        ),
      ...typing.map(({ browser, page: shown }) =>
        browser.submit(shown, { password: PASSWORD }, shown.form('password')),
      ),
      reader.submit(page),
      inside.browser.submit(home, {}, home.form('/account/sign-out-elsewhere')),
      world.app.refresh(tokens['refresh_token'] as string),
      ...recovering
        .slice(4)
        .map(({ browser, page: shown }, index) =>
          browser.submit(shown, { 'recovery-code': RECOVERY_CODES[index + 4]! }, shown.form('recovery-code')),
        ),
    ])
    assertNoFault(world, responses)
    assert.equal(await world.audited('account-frozen', person.sub), 1)

    for (const { browser } of [inside, elsewhere, ...recovering, ...typing]) {
      const next = await browser.get('/account')
      assert.equal(next.status, 303, 'somebody is still signed in')
      assert.equal(next.location!.pathname, '/sign-in')
    }
    const refreshes = responses.flatMap((each) => ('body' in each && typeof each.body === 'object' ? [each.body] : []))
    for (const tokenSet of [tokens, ...refreshes]) {
      const token = tokenSet['refresh_token'] as string | undefined
      if (token) assert.equal((await world.app.refresh(token)).body['error'], 'invalid_grant')
      const access = tokenSet['access_token'] as string | undefined
      if (access)
        assert.equal(
          (
            await world.send(
              new Request(`${world.instance.issuer}/oidc/userinfo`, { headers: { authorization: `Bearer ${access}` } }),
            )
          ).status,
          401,
        )
    }
    assert.equal((await withPassword(world, person)).page.status, 403)
    assert.equal((await world.opened.identity.audit.verify()).brokenAt, null)
  })
}
