// Records of logins: a person's login at Kade, and their link to Sluis.
import { emailKey, formsOfKey } from '@sluis/server-kit/email'
import type { Kysely } from 'kysely'
import type { Tables } from '#schema/tables.ts'

export type Login = {
  id: string
  email: string
  passwordHash: string
  name: string
  language: 'nl' | 'en'
  active: boolean
  sub: string | null
  /** How often Sluis has ended all that this person had here. */
  logouts: number
}
export type LoginStore = ReturnType<typeof createLoginStore>

export function createLoginStore(db: Kysely<Tables>) {
  const select = () =>
    db
      .selectFrom('login')
      .select(['id', 'email', 'password_hash as passwordHash', 'name', 'language', 'active', 'sub', 'logouts'])
  return {
    findById: async (id: string): Promise<Login | null> =>
      (await select().where('id', '=', id).executeTakeFirst()) ?? null,

    /**
     * Addresses are compared without regard to case or to the form of their domain. Only for the form with a password:
     * nobody is linked by an address.
     */
    async findByEmail(email: string): Promise<Login | null> {
      const key = emailKey(email)
      const forms = [email.trim().toLowerCase(), ...(key.ok ? formsOfKey(key.value) : [])]
      return (
        (await select()
          .where((is) => is(is.fn<string>('lower', ['email']), 'in', forms))
          .executeTakeFirst()) ?? null
      )
    },

    /**
     * Links a login, and those of its employee logins that the directory confirms, to their `sub`. False where the
     * login is linked to another one already: a `sub` never changes hands, and both statements succeed or neither does.
     */
    link: (id: string, sub: string, employeeLogins: readonly string[], now: Date): Promise<boolean> =>
      db.transaction().execute(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('login')
          .set((is) => ({ sub, linked_at: is.fn.coalesce('linked_at', is.val(now)) }))
          .where('id', '=', id)
          .where('active', '=', true)
          .where((is) => is.or([is('sub', 'is', null), is('sub', '=', sub)]))
          .executeTakeFirstOrThrow()
        if (numUpdatedRows !== 1n) return false
        const linked = employeeLogins.length > 0 ? [...employeeLogins] : ['']
        await tx
          .updateTable('employee_login')
          .set({ sub })
          .where('login_id', '=', id)
          .where('id', 'in', linked)
          .execute()
        // What the directory no longer confirms does not stay linked.
        await tx
          .updateTable('employee_login')
          .set({ sub: null })
          .where('login_id', '=', id)
          .where('id', 'not in', linked)
          .where('sub', 'is not', null)
          .execute()
        return true
      }),
  }
}
