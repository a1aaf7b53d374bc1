// Who asks for help: nobody known, or somebody who is signed in, with what decides which answer is theirs. Help is
// there when the database is not.
import { isDatabaseGone } from '@sluis/server-kit/database'
import { localPath } from '@sluis/server-kit/local-path'
import { type Language, pickLanguage } from '@sluis/server-kit/messages'
import type { Context } from 'hono'
import { phaseOf, type Rollout } from '#identity/rollouts/obligation.ts'
import { keepLanguage, languageOf } from '#platform/language.ts'
import { isPhone } from '#platform/user-agent.ts'
import { type Env, type Deps, resolveFlow } from '../flow/sign-in-flow.ts'
import type { Device } from './answer.ts'
import { mayEnrolSms } from '../parts/may-enrol-sms.ts'
import type { AccountFacts } from './situations.ts'
import { findReturnLink, returnLinkIn, type ReturnLink } from './return-link.ts'
import type { Asker } from './next-links.ts'

/** `rollouts`: those of their employers that were made known, by date. */
export type SignedInPerson = AccountFacts & { rollouts: readonly Rollout[] }
export type HelpContext = {
  account: SignedInPerson | null
  language: Language
  device: Device
  now: Date
  asker: Asker
  back: ReturnLink | null
}

export async function loadHelpContext(c: Context<Env>, deps: Deps): Promise<HelpContext> {
  const now = deps.clock.now()
  const [found, back, asked] = await Promise.all([
    findSignedInPerson(c, deps, now),
    findReturnLink(c, deps),
    findAsker(c, deps),
  ]).catch((error: unknown) => {
    if (isDatabaseGone(error)) return [null, null, NOBODY] as const
    throw error
  })
  const language = languageOf(c, {
    uiLanguage: pickLanguage(c.req.query('ui_locales')),
    personLanguage: found?.language,
  })
  keepLanguage(c, language)
  const link = back && returnLinkIn(back, language)
  return {
    account: found?.account ?? null,
    asker: { ...asked, from: link?.application ? { application: link.application, href: link.href } : null },
    back: link,
    language,
    device: isPhone(c.req.header('user-agent')) ? 'phone' : 'computer',
    now,
  }
}

type Asked = Omit<Asker, 'from'>
const NOBODY: Asked = { next: null, setUp: 'unknown', isSettingUp: false }

/** In the middle of which sign-in, and what they may choose there: told to nobody before their second proof. */
async function findAsker(c: Context<Env>, deps: Deps): Promise<Asked> {
  const asked = new URLSearchParams(localPath(c.req.query('from')).split('?')[1]).get('next')
  const flow = await resolveFlow(c, deps, asked ?? '/')
  if (!flow) return NOBODY
  const { session, person, step, facts } = flow.signIn
  const isSettingUp = step === 'enrol'
  const isSignedIn = step === null && session !== null && session.signedInAt !== null
  const next = asked === null || isSignedIn ? null : flow.next
  if (!person || (!isSettingUp && !isSignedIn)) return { ...NOBODY, next }
  if (facts.hasSecondFactor) return { next, setUp: 'on', isSettingUp }
  return { next, setUp: (await mayEnrolSms(deps, { person, now: flow.now })) ? 'sms' : 'no-sms', isSettingUp }
}

/** Null before the sign-in is complete: the password alone reveals nothing of the account here. */
async function findSignedInPerson(
  c: Context<Env>,
  deps: Deps,
  now: Date,
): Promise<{ account: SignedInPerson; language: Language } | null> {
  const flow = await resolveFlow(c, deps, '/')
  const { session, person, step, facts, obligation } = flow?.signIn ?? {}
  if (!session || !person || step !== null || session.signedInAt === null) return null
  const codes = await deps.identity.recovery.findByPerson(person.id)
  const rollouts = await deps.identity.rollouts.ofPerson(person.id, now)
  const account = {
    hasSecondFactor: facts?.hasSecondFactor ?? false,
    codesLeft: codes?.left ?? 0,
    obligation: obligation ?? null,
    rollouts: rollouts
      .filter((rollout) => phaseOf(rollout, now) !== 'planned')
      .toSorted((one, other) => one.requiredAt.getTime() - other.requiredAt.getTime()),
  }
  return { account, language: person.language }
}
