// Records of bank accounts: sealed, bound to their row; every change is in the audit with who and when, without the
// number.
import type { Kysely } from 'kysely'
import { randomId } from '@sluis/server-kit/random'
import type { Sealer } from '@sluis/server-kit/sealing'
import type { Tables } from '#schema/tables.ts'

export type BankAccount = { iban: string; holder: string; changedAt: Date }
export type BankAccountStore = ReturnType<typeof createBankAccountStore>

const place = (employeeLogin: string) => `bank_account.iban_sealed.${employeeLogin}`

/** The columns of an account, its number sealed for that row. */
export const sealedAccount = (
  sealer: Sealer,
  employeeLogin: string,
  { iban, holder }: { iban: string; holder: string },
  now: Date,
) => ({
  iban_sealed: sealer.seal(place(employeeLogin), iban),
  holder,
  changed_at: now,
})

export function createBankAccountStore(db: Kysely<Tables>, sealer: Sealer) {
  return {
    async find(employeeLogin: string): Promise<BankAccount | null> {
      const row = await db
        .selectFrom('bank_account')
        .selectAll()
        .where('employee_login_id', '=', employeeLogin)
        .executeTakeFirst()
      return row
        ? {
            iban: sealer.unseal(place(employeeLogin), row.iban_sealed).toString(),
            holder: row.holder,
            changedAt: row.changed_at,
          }
        : null
    },

    /** The change and its audit entry are written together or not at all. */
    change: (
      employeeLogin: string,
      loginId: string,
      account: { iban: string; holder: string },
      now: Date,
    ): Promise<void> =>
      db.transaction().execute(async (tx) => {
        const values = sealedAccount(sealer, employeeLogin, account, now)
        await tx
          .insertInto('bank_account')
          .values({ employee_login_id: employeeLogin, ...values })
          .onConflict((conflict) => conflict.column('employee_login_id').doUpdateSet(values))
          .execute()
        await tx
          .insertInto('audit_entry')
          .values({
            id: randomId(),
            at: now,
            event: 'bank-account-changed',
            login_id: loginId,
            employee_login_id: employeeLogin,
            detail: `ends in ${account.iban.slice(-4)}`,
          })
          .execute()
      }),
  }
}
