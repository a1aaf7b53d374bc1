// The logos of applications. The only file that reads or writes their table.
import type { Db } from '#schema/tables.ts'

export type ApplicationLogo = { etag: string; mediaType: 'image/png' | 'image/jpeg'; bytes: Buffer }

export const applicationLogosStore = (db: Db) => ({
  async find(applicationId: string): Promise<ApplicationLogo | undefined> {
    return db
      .selectFrom('application_logo')
      .select(['etag', 'media_type as mediaType', 'bytes'])
      .where('application_id', '=', applicationId)
      .executeTakeFirst()
  },
  async set(applicationId: string, { etag, mediaType, bytes }: ApplicationLogo): Promise<void> {
    const row = { etag, media_type: mediaType, bytes }
    await db
      .insertInto('application_logo')
      .values({ application_id: applicationId, ...row })
      .onConflict((conflict) => conflict.column('application_id').doUpdateSet(row))
      .execute()
  },
  /** False where there was none. */
  remove: async (applicationId: string): Promise<boolean> =>
    (await db.deleteFrom('application_logo').where('application_id', '=', applicationId).executeTakeFirst())
      .numDeletedRows === 1n,
})
export type ApplicationLogosStore = ReturnType<typeof applicationLogosStore>
