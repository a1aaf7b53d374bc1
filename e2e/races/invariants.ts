// Invariants of everybody in the database at any moment, whatever was killed: an enrolment is complete or absent.
import { createSealer } from '@sluis/server-kit/sealing'
import type { Mailbox } from '@sluis/test-kit'
import { settingsAt, type InstanceConfig } from './settings.ts'

/** `confirmed`: the response that says "switched on" has arrived. */
export type Confirmation = { email: string; confirmed: boolean }
type Row = {
  email: string
  factors: number
  codes: number
  enrolled: number
  notices: number
  links: number
  proved: number
  pending: number
}

/** One row per person. */
export const INVARIANTS_SQL = `
  select p.email,
    (select count(*)::int from second_factor f where f.person_id = p.id) as factors,
    (select count(*)::int from recovery_code c join recovery_code_set s on s.id = c.set_id where s.person_id = p.id) as codes,
    (select count(*)::int from audit_event a where a.person_id = p.id and a.action = 'enrolled') as enrolled,
    (select count(*)::int from audit_event a where a.person_id = p.id and a.action = 'notice-sent' and a.entry like '%"enrolled"%') as notices,
    (select count(*)::int from not_me_link l where l.person_id = p.id and l.notice = 'enrolled') as links,
    (select count(*)::int from session s where s.person_id = p.id and s.factor_kind = 'totp') as proved,
    (select count(*)::int from enrolment e where e.person_id = p.id and e.confirmed_at is not null) as pending
  from person p`

/** People of whom only a part is stored, and people whose enrolment was acknowledged but is missing. */
export function findPartial(rows: readonly unknown[], records: readonly Confirmation[]): Row[] {
  const confirmed = new Set(records.filter((record) => record.confirmed).map(({ email }) => email))
  return (rows as Row[]).filter((row) => {
    const { factors, codes, enrolled, notices, links, pending } = row
    const isWhole =
      factors === 1 &&
      codes === 10 &&
      enrolled === 1 &&
      notices === 1 &&
      links === 1 &&
      row.proved >= 1 &&
      pending === 0
    const isAbsent = factors + codes + enrolled + notices + links + pending === 0
    return !(isWhole || (isAbsent && row.proved === 0 && !confirmed.has(row.email)))
  })
}

export const QUEUED_MAILS = `select data->>'sealed' as sealed, state::text as state from pgboss.job where name = 'mail' and state in ('created', 'retry', 'active')`

/** Enrolled people whose notice was neither delivered nor is queued. */
export function withoutNotice(
  instance: InstanceConfig,
  mail: Mailbox,
  queued: readonly { sealed: string }[],
  records: readonly Confirmation[],
): string[] {
  const sealer = createSealer(settingsAt(instance).sealingKeys)
  const waiting = queued.map(
    ({ sealed }) =>
      JSON.parse(sealer.unseal('job.mail', Buffer.from(sealed, 'base64')).toString()) as { to: string; text: string },
  )
  const isNotice = (text: string): boolean => text.includes('/not-me/')
  return records
    .map(({ email }) => email)
    .filter(
      (email) =>
        !mail.messages.some(({ to, text }) => to.includes(email) && isNotice(text)) &&
        !waiting.some(({ to, text }) => to === email && isNotice(text)),
    )
}
