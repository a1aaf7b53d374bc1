// The entries of the desk's phone, in one SQLite file, so that they survive a restart. Nothing of Sluis reads them.
import { DatabaseSync } from 'node:sqlite'
import type { PhoneKey } from './read-key.ts'

export type PhoneEntry = PhoneKey & { id: number }

export type PhoneStore = {
  /** False where there is no room for another one. An entry with the same key is that entry, and gets the name. */
  add(key: PhoneKey): boolean
  /** In the order in which they were added. */
  all(): PhoneEntry[]
  remove(id: number): void
  close(): void
}

export const MAX_ENTRIES = 50

/** Opens `file`, and creates it when it does not exist. */
export function openPhoneStore(file: string): PhoneStore {
  const db = new DatabaseSync(file)
  db.exec(
    'create table if not exists entry (id integer primary key autoincrement, secret text not null unique, key text not null)',
  )
  const insert = db.prepare(
    'insert into entry (secret, key) values (?, ?) on conflict (secret) do update set key = excluded.key',
  )
  const selectAll = db.prepare('select id, key from entry order by id')
  const remove = db.prepare('delete from entry where id = ?')
  const all = () =>
    selectAll.all().map((row) => ({ ...(JSON.parse(String(row['key'])) as PhoneKey), id: Number(row['id']) }))
  return {
    all,
    add(key) {
      const known = all()
      if (known.length >= MAX_ENTRIES && known.every(({ secret }) => secret !== key.secret)) return false
      insert.run(key.secret, JSON.stringify(key))
      return true
    },
    remove: (id) => void remove.run(id),
    close: () => db.close(),
  }
}
