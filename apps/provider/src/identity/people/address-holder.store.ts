// Whether an address is somebody else's by now, for the statements of every store that keeps links: what lies in a
// mailbox that changed hands is dead (decision 0026).
import { type Expression, type RawBuilder, sql } from 'kysely'

type Value = Expression<unknown> | string

/** `key`: as emailKey gives it; null is nobody's. */
export const isAnothers = (key: Value, personId: Value): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from person as holder where holder.email_key = ${key} and holder.id <> ${personId})`

/** The same, where the other one proved to read it since `at`. */
export const isProvedByAnother = (personId: Value, at: Value): RawBuilder<boolean> =>
  sql<boolean>`exists (
    select 1 from person as self
    join person as holder on holder.email_key = coalesce(self.email_key, self.email_waiting_key)
    where self.id = ${personId} and holder.id <> self.id
      and holder.email_proved_key = holder.email_key and holder.email_proved_at >= ${at})`
