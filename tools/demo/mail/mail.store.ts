// The store of the mail that the demo has caught, in one SQLite file, so that it survives a restart.
import { DatabaseSync } from 'node:sqlite'
import type { CaughtMail } from './parse-mail.ts'

export type StoredMail = CaughtMail & { id: number }

export type MailStore = {
  /** Returns once the mail is on disk. Past the limit the oldest are deleted. */
  save(mail: CaughtMail): StoredMail
  /** Newest first, by order of arrival: the clock may have been moved back in between. */
  all(): StoredMail[]
  findByAddress(address: string): StoredMail[]
  find(id: number): StoredMail | null
  close(): void
}

export const MAX_MAILS = 500

/** Opens `file`, and creates it when it does not exist. */
export function openMailStore(file: string, limit = MAX_MAILS): MailStore {
  const db = new DatabaseSync(file)
  db.exec('create table if not exists mail (id integer primary key autoincrement, mail text not null)')
  const insert = db.prepare('insert into mail (mail) values (?)')
  const trim = db.prepare('delete from mail where id not in (select id from mail order by id desc limit ?)')
  const selectAll = db.prepare('select id, mail from mail order by id desc')
  const selectOne = db.prepare('select id, mail from mail where id = ?')

  const all = () => selectAll.all().map(toMail)
  return {
    save(mail) {
      const { lastInsertRowid } = insert.run(JSON.stringify(mail))
      trim.run(limit)
      return { ...mail, id: Number(lastInsertRowid) }
    },
    all,
    findByAddress: (address) => all().filter((mail) => mail.recipients.includes(address.toLowerCase())),
    find(id) {
      const row = selectOne.get(id)
      return row ? toMail(row) : null
    },
    close: () => db.close(),
  }
}

const toMail = (row: Record<string, unknown>): StoredMail => ({
  ...(JSON.parse(String(row['mail'])) as CaughtMail),
  id: Number(row['id']),
})
