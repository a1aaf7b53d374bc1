// What the API says of a company that wants everybody ready: who is, who was reminded, and why somebody is not.
import type { Problem } from '@sluis/server-kit/problem'
import { lastDay, phaseOf, type Rollout } from '#identity/rollouts/obligation.ts'
import { againAt } from '#identity/rollouts/reminder.ts'
import type { RemindRefusal } from '#use-cases/run-rollout/remind.ts'
import type { StoresOf } from '#use-cases/stores.ts'

type Word = Extract<RemindRefusal, string> | Exclude<RemindRefusal, string>['refusal']

export const REMIND_PROBLEM: Record<Word, Problem> = {
  enrolled: { name: 'enrolled', status: 409, title: 'This person has set up two-step verification' },
  locked: { name: 'locked', status: 409, title: 'The account is locked' },
  'out-of-service': { name: 'not-active', status: 409, title: 'You have put this person out of service' },
  'not-listed': { name: 'person-unknown', status: 404, title: 'Your directory has no such person' },
  'membership-ended': { name: 'not-active', status: 409, title: 'This person does not work at that company' },
  'no-roll-out': { name: 'no-roll-out', status: 409, title: 'Nothing is announced at that company' },
  'reminded-before': { name: 'reminded-before', status: 409, title: 'This person was reminded a short while ago' },
}

export const deadlineOf = (rollout: Pick<Rollout, 'requiredAt' | 'timezone'>) => ({
  at: rollout.requiredAt.toISOString(),
  timezone: rollout.timezone,
  last_day: lastDay(rollout),
})
export const reminderOf = (sentAt: Date) => ({
  sent_at: sentAt.toISOString(),
  again_at: againAt(sentAt).toISOString(),
})

/** The date of this company, and everybody who works there: ready or not (rule 7). */
export async function readinessOf(
  { reminders, rollouts }: StoresOf<'reminders' | 'rollouts'>,
  applicationId: string,
  companyId: string,
  now: Date,
) {
  const rollout = await rollouts.ofCompany(applicationId, companyId)
  const hasBegun = rollout !== undefined && phaseOf(rollout, now) !== 'planned'
  const people = await reminders.listByCompany(applicationId, companyId, now)
  return {
    deadline: hasBegun ? deadlineOf(rollout) : null,
    people: people.map(({ person, isEnrolled, remindedAt }) => ({
      person,
      enrolled: isEnrolled,
      reminder: remindedAt && reminderOf(remindedAt),
    })),
  }
}
