// Who asks for help: nobody known, or somebody who is signed in, with what decides which answer is theirs. Help is
// there when the database is not.
import { isDatabaseGone, type Language, pickLanguage } from '@sluis/server-kit'
import type { Context } from 'hono'
import { phaseOf, type Rollout } from '#identity/rollouts/obligation.ts'
import { languageOf } from '#platform/language.ts'
import { type Env, type Needs, wayTo } from '../way.ts'
import type { Device } from './answer.ts'
import type { Known } from './situations.ts'

/** `rollouts`: those of their employers that were made known, by date. */
export type Somebody = Known & { rollouts: readonly Rollout[] }
export type Visitor = { somebody: Somebody | null; language: Language; device: Device; now: Date }

export async function visitorOf(c: Context<Env>, needs: Needs): Promise<Visitor> {
  const now = needs.clock.now()
  const found = await knownHere(c, needs, now).catch((error: unknown) => {
    if (isDatabaseGone(error)) return null
    throw error
  })
  const language = languageOf(c, {
    uiLanguage: pickLanguage(c.req.query('ui_locales')),
    personLanguage: found?.language,
  })
  return {
    somebody: found?.somebody ?? null,
    language,
    device: /Mobi|Android|iPhone/.test(c.req.header('user-agent') ?? '') ? 'phone' : 'computer',
    now,
  }
}

/** Null for a visit that is still on its way in: whoever has the password alone is told nothing of the account here. */
async function knownHere(
  c: Context<Env>,
  needs: Needs,
  now: Date,
): Promise<{ somebody: Somebody; language: Language } | null> {
  const way = await wayTo(c, needs, '/')
  const { session, person, step, facts, obligation } = way?.stand ?? {}
  if (!session || !person || step !== null || session.signedInAt === null) return null
  const codes = await needs.identity.recovery.findByPerson(person.id)
  const { rollouts } = await needs.identity.rollouts.facts(
    { personId: person.id, applicationId: null, companyId: null },
    now,
  )
  const somebody = {
    hasSecondFactor: facts?.hasSecondFactor ?? false,
    codesLeft: codes?.left ?? 0,
    obligation: obligation ?? null,
    rollouts: rollouts
      .filter((rollout) => phaseOf(rollout, now) !== 'planned')
      .toSorted((one, other) => one.requiredAt.getTime() - other.requiredAt.getTime()),
  }
  return { somebody, language: person.language }
}
