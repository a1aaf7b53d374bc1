// Whether an address is somebody else's by now, for the statements of every store that keeps links: what lies in a
// mailbox that changed hands is dead (decision 0026).
import { sql } from '@sluis/server-kit/sql'
import type { Expression, RawBuilder } from 'kysely'

type Value = Expression<unknown>

/** Whether somebody else has it. `key`: as emailKey gives it; null is nobody's. */
export const isHadByAnother = (key: Value, personId: Value): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from person as holder where holder.email_key = ${key} and holder.id <> ${personId})`

/**
 * Whether it is somebody else's as far as this person is concerned: who still claims an address loses it to a proof
 * alone, and not to the word of another directory.
 */
export const isAnothers = (key: Value, personId: Value): RawBuilder<boolean> =>
  sql<boolean>`exists (
    select 1 from person as holder
    where holder.email_key = ${key} and holder.id <> ${personId}
      and (holder.email_proved_key = holder.email_key or not exists (
        select 1 from person as self
        where self.id = ${personId} and coalesce(self.email_key, self.email_waiting_key) = ${key})))`

/** Whether somebody else has proved, since `at`, to read the mailbox of this person's address. */
export const isProvedByAnother = (personId: Value, at: Value): RawBuilder<boolean> =>
  sql<boolean>`exists (
    select 1 from person as self
    join person as holder on holder.email_key = coalesce(self.email_key, self.email_waiting_key)
    where self.id = ${personId} and holder.id <> self.id
      and holder.email_proved_key = holder.email_key and holder.email_proved_at >= ${at})`
