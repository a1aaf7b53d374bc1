// Which grant of the protocol engine belongs to which session, application and company: so that tokens end with the
// session, and know their company.
import type { Db } from '#schema/tables.ts'

export type TokenState = {
  personId: string
  sessionId: string
  applicationId: string
  companyId: string | null
  acr: string
  company: string | null
  ended: boolean
  locked: boolean
  outOfService: boolean
  /** The application's own directory says this address of the person. */
  vouchesForEmail: boolean
  hasSecondFactor: boolean
}

export const grantsStore = (db: Db) => ({
  findId: async (sessionId: string, applicationId: string, companyId: string | null): Promise<string | undefined> =>
    (
      await db
        .selectFrom('session_grant')
        .select('grant_id')
        .where('session_id', '=', sessionId)
        .where('application_id', '=', applicationId)
        .where('company_id', companyId === null ? 'is' : '=', companyId)
        .executeTakeFirst()
    )?.grant_id,
  async upsert(grant: {
    grantId: string
    sessionId: string
    applicationId: string
    companyId: string | null
    acr: string
  }): Promise<void> {
    await db
      .insertInto('session_grant')
      .values({
        grant_id: grant.grantId,
        session_id: grant.sessionId,
        application_id: grant.applicationId,
        company_id: grant.companyId,
        acr: grant.acr,
      })
      .onConflict((conflict) => conflict.column('grant_id').doUpdateSet({ acr: grant.acr }))
      .execute()
  },
  /** One application lets go of a session that goes on: its tokens stand on nothing any more. */
  deleteForSession: async (sessionId: string, applicationId: string): Promise<void> =>
    void (await db
      .deleteFrom('session_grant')
      .where('session_id', '=', sessionId)
      .where('application_id', '=', applicationId)
      .execute()),
  /** One application lets go of every session of a person: its tokens of theirs stand on nothing any more. */
  deleteForPerson: async (personId: string, applicationId: string): Promise<void> =>
    void (await db
      .deleteFrom('session_grant')
      .where('application_id', '=', applicationId)
      .where('session_id', 'in', (from) => from.selectFrom('session').select('id').where('person_id', '=', personId))
      .execute()),
  /** What a token of this grant stands on, in one statement; undefined where the session is gone. */
  tokenStateOf: (grantId: string, now: Date): Promise<TokenState | undefined> =>
    db
      .selectFrom('session_grant as g')
      .innerJoin('session as s', 's.id', 'g.session_id')
      .innerJoin('person as p', 'p.id', 's.person_id')
      .leftJoin('company as c', 'c.id', 'g.company_id')
      .leftJoin('directory_person as d', (join) =>
        join.onRef('d.application_id', '=', 'g.application_id').onRef('d.person_id', '=', 's.person_id'),
      )
      .select((from) => [
        's.person_id as personId',
        'g.session_id as sessionId',
        'g.application_id as applicationId',
        'g.company_id as companyId',
        'g.acr',
        'c.external_id as company',
        from('s.ended_at', 'is not', null).$castTo<boolean>().as('ended'),
        from('p.locked_at', 'is not', null).$castTo<boolean>().as('locked'),
        from
          .and([from('d.active_until', 'is not', null), from('d.active_until', '<=', now)])
          .$castTo<boolean>()
          .as('outOfService'),
        from
          .and([
            from('d.person_id', 'is not', null),
            from('d.removed_at', 'is', null),
            from('p.email_chosen_at', 'is', null),
          ])
          .$castTo<boolean>()
          .as('vouchesForEmail'),
        from
          .exists(from.selectFrom('second_factor as f').select('f.id').whereRef('f.person_id', '=', 's.person_id'))
          .$castTo<boolean>()
          .as('hasSecondFactor'),
      ])
      .where('g.grant_id', '=', grantId)
      .executeTakeFirst(),
})

export type GrantsStore = ReturnType<typeof grantsStore>
