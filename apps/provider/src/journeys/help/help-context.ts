// Who asks for help: nobody known, or somebody who is signed in, with what decides which answer is theirs. Help is
// there when the database is not.
import { isDatabaseGone } from '@sluis/server-kit/database'
import { type Language, pickLanguage } from '@sluis/server-kit/messages'
import type { Context } from 'hono'
import { phaseOf, type Rollout } from '#identity/rollouts/obligation.ts'
import { languageOf } from '#platform/language.ts'
import { type Env, type Deps, resolveFlow } from '../flow/sign-in-flow.ts'
import type { Device } from './answer.ts'
import type { AccountFacts } from './situations.ts'

/** `rollouts`: those of their employers that were made known, by date. */
export type SignedInPerson = AccountFacts & { rollouts: readonly Rollout[] }
export type HelpContext = { account: SignedInPerson | null; language: Language; device: Device; now: Date }

export async function loadHelpContext(c: Context<Env>, deps: Deps): Promise<HelpContext> {
  const now = deps.clock.now()
  const found = await findSignedInPerson(c, deps, now).catch((error: unknown) => {
    if (isDatabaseGone(error)) return null
    throw error
  })
  const language = languageOf(c, {
    uiLanguage: pickLanguage(c.req.query('ui_locales')),
    personLanguage: found?.language,
  })
  return {
    account: found?.account ?? null,
    language,
    device: /Mobi|Android|iPhone/.test(c.req.header('user-agent') ?? '') ? 'phone' : 'computer',
    now,
  }
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
  const { rollouts } = await deps.identity.rollouts.facts(
    { personId: person.id, applicationId: null, companyId: null },
    now,
  )
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
