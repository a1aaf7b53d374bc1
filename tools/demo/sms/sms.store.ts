// The store of the SMS that the demo has caught, in one SQLite file, so that they survive a restart.
import { DatabaseSync } from 'node:sqlite'

/** `receivedAt`: in ISO form, by the demo's clock. */
export type CaughtSms = { from: string; to: string; text: string; receivedAt: string }
export type StoredSms = CaughtSms & { id: number }

export type SmsStore = {
  /** Returns once it is on disk. Past the limit the oldest are deleted. */
  save(sms: CaughtSms): StoredSms
  /** Newest first, by order of arrival: the clock may have been moved back in between. */
  all(): StoredSms[]
  close(): void
}

export const MAX_SMS = 100

/** Opens `file`, and creates it when it does not exist. */
export function openSmsStore(file: string, limit = MAX_SMS): SmsStore {
  const db = new DatabaseSync(file)
  db.exec('create table if not exists sms (id integer primary key autoincrement, sms text not null)')
  const insert = db.prepare('insert into sms (sms) values (?)')
  const trim = db.prepare('delete from sms where id not in (select id from sms order by id desc limit ?)')
  const selectAll = db.prepare('select id, sms from sms order by id desc')
  return {
    save(sms) {
      const { lastInsertRowid } = insert.run(JSON.stringify(sms))
      trim.run(limit)
      return { ...sms, id: Number(lastInsertRowid) }
    },
    all: () =>
      selectAll.all().map((row) => ({ ...(JSON.parse(String(row['sms'])) as CaughtSms), id: Number(row['id']) })),
    close: () => db.close(),
  }
}
