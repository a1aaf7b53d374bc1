// How entries in people's authenticator apps are called: what may stand there by now.
import { sql } from '@sluis/server-kit/sql'
import type { Db } from '#schema/tables.ts'

export const entryLabelsStore = (db: Db) => ({
  /** Of the apps that work, of those that were removed and may be left over, and of those that are being set up. */
  async listByPerson(personId: string): Promise<string[]> {
    const { rows } = await sql<{ label: string }>`
      select t.label from totp_factor t join second_factor f on f.id = t.id where f.person_id = ${personId}
      union select label from removed_label where person_id = ${personId}
      union select label from enrolment where person_id = ${personId}`.execute(db)
    return rows.map(({ label }) => label)
  },
})
