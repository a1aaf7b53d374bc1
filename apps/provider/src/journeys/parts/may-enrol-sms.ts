// Whether SMS may be somebody's first factor: where all of their companies allow it (edge case 23).
import type { AuthenticatedFlow, Deps } from '../flow/sign-in-flow.ts'

export const mayEnrolSms = async (
  { identity, sms }: Pick<Deps, 'identity' | 'sms'>,
  { person, now }: Pick<AuthenticatedFlow, 'person' | 'now'>,
): Promise<boolean> => sms.offered && (await identity.companies.policyOf(person.id, now)).smsFirst
