// The world as Sluis knows it: the application Kade, the roll-outs, and what people have done before.
import { DAY_MS } from '@sluis/server-kit/time'
import type { SeedPerson, SeedPlan } from '@sluis/provider/seed'
import { readFileSync } from 'node:fs'
import type { World } from '../world.ts'
import { TIMEZONE } from './amsterdam.ts'

export const CLIENT_ID = 'kade'

// Enrolled some days ago, so that this date differs from today's.
const ENROLLED_DAYS_AGO = 20

export type HrAtProvider = { origin: string; secret: string }

/** Kade, at its current address. */
export const applicationOf = ({ origin, secret }: HrAtProvider): SeedPlan['applications'][number] => ({
  clientId: CLIENT_ID,
  name: 'Kade',
  secret,
  redirectUris: [`${origin}/signed-in`],
  postLogoutRedirectUris: [`${origin}/?said=logged-out`],
  scope: 'openid profile email offline_access',
  apiClientScope: 'directory obligation',
  // Its own sessions end after ten hours: what it was given is worth nothing to it any more.
  refreshTokenDays: 1,
  homeUri: `${origin}/`,
  backchannelLogoutUri: `${origin}/sluis/backchannel-logout`,
  logo: readFileSync(new URL('kade.png', import.meta.url)),
})

/** For trying the device grant by hand (docs/api.md): no program of the demo uses it. */
export const TERMINAL: SeedPlan['applications'][number] = {
  clientId: 'kade-cli',
  name: 'Kade CLI',
  secret: null,
  kind: 'native',
  hasDeviceGrant: true,
}

/** The data that is there before any person. */
export const planOf = (world: World, hr: HrAtProvider): SeedPlan => ({
  applications: [applicationOf(hr), TERMINAL],
  companies: world.companies.map(({ id, name, policy }) => ({
    application: CLIENT_ID,
    id,
    name,
    timezone: TIMEZONE,
    policy,
  })),
  rollouts: world.companies.flatMap(({ id, rollOut }) => {
    if (rollOut === null) return []
    const { announceAt, promptAt, requiredAt } = rollOut
    return [{ application: CLIENT_ID, company: id, announceAt, promptAt, requiredAt }]
  }),
})

/** People with a past: an authenticator app, a phone number, recovery codes, snoozes, the administrator role. */
export const peopleAtProvider = (world: World): SeedPerson[] =>
  world.people.flatMap(({ id, totpSecret, phone, recoveryCodes, hasUsedAllSnoozes, isAdministrator, memberships }) => {
    const past: Omit<SeedPerson, 'application' | 'person'> = {
      ...(totpSecret === null ? {} : { totpSecret }),
      ...(phone === null ? {} : { phone }),
      ...(totpSecret === null && phone === null
        ? {}
        : { enrolledAt: new Date(world.firstStartAt.getTime() - ENROLLED_DAYS_AGO * DAY_MS) }),
      ...(recoveryCodes.length > 0 ? { recoveryCodes } : {}),
      ...(hasUsedAllSnoozes
        ? {
            snoozesTaken: Math.max(
              ...memberships.map(
                (membership) =>
                  world.companies.find((company) => company.id === membership.company)?.rollOut?.snoozes ?? 0,
              ),
            ),
          }
        : {}),
      ...(isAdministrator ? { administrator: true } : {}),
    }
    return Object.keys(past).length > 0 ? [{ application: CLIENT_ID, person: id, ...past }] : []
  })
