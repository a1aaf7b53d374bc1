// Fills a database with people who are copies of one, and with audit events: by SQL, since a directory would take
// hours. Rows are copied as JSON, so that a column more or less is no matter here.

import pg from 'pg'
import type { Person } from './people.ts'
import type { World } from './world.ts'

export type Sizes = { people: number; audited: number }

const PEOPLE_PER_COMPANY = 20

/** The rows of one become those of each in `bench_new`, by replacing what names it. */
const copies = (table: string, where: string, only = 'true'): string => `
  insert into ${table}
  select made.* from bench_new n
  cross join (select to_jsonb(x)::text as row from ${table} x where ${where}) t
  cross join bench_one o
  cross join lateral jsonb_populate_record(null::${table}, replace(replace(replace(replace(
    t.row, o.person, n.person::text), o.factor, n.factor::text), o.company, n.company::text),
    o.name, n.name)::jsonb) made
  where ${only}`

const OF_COMPANIES = (table: string, where: string, more: string): string => `
  insert into ${table}
  select made.* from bench_new_company n
  cross join (select to_jsonb(x)::text as row from ${table} x where ${where}) t
  cross join bench_one o
  cross join lateral jsonb_populate_record(null::${table},
    replace(t.row, o.company, n.company::text)::jsonb || ${more}) made`

/**
 * Up to these sizes. Resolves to the directory's ids of so many of the new ones, spread over all, who have no second
 * factor yet: a key is sealed for its row, so those of copies can be opened by nobody.
 */
export async function grow(world: World, template: Person, sizes: Sizes, samples: number): Promise<string[]> {
  return asked(world, async (run) => {
    await run('drop table if exists bench_one, bench_new, bench_new_company')
    await run(
      `create table bench_one as
       select p.id::text as person, f.id::text as factor, m.company_id::text as company, $1::text as name
       from person p join second_factor f on f.person_id = p.id join membership m on m.person_id = p.id
       join directory_person d on d.person_id = p.id where d.external_id = $1`,
      [template.id],
    )
    const there = Number((await run('select count(*)::int as n from person'))[0]!['n'])
    const audited = Number((await run('select seq as n from audit_head'))[0]!['n'])
    const missing = sizes.people - there
    await run(
      `create table bench_new_company as
       select number, gen_random_uuid() as company from generate_series(0, $1::int / ${PEOPLE_PER_COMPANY}) number`,
      [missing],
    )
    await run(
      `create table bench_new as
       select gen_random_uuid() as person, gen_random_uuid() as factor, c.company, 'q-' || $2::int + n as name,
         n % greatest($1::int / $3::int, 1) = 0 and n / greatest($1::int / $3::int, 1) < $3::int as is_sample
       from generate_series(0, $1::int - 1) n join bench_new_company c on c.number = n / ${PEOPLE_PER_COMPANY}`,
      [missing, there, samples],
    )
    const name = `jsonb_build_object('external_id', 'c-${there}-' || n.number, 'name', 'Bedrijf ' || n.number)`
    await run(OF_COMPANIES('company', 'x.id::text = (select company from bench_one)', name))
    const own = `jsonb_build_object('id', gen_random_uuid())`
    await run(OF_COMPANIES('rollout', 'x.company_id::text = (select company from bench_one)', own))
    const isTheirs = 'x.person_id::text = (select person from bench_one)'
    await run(copies('person', 'x.id::text = (select person from bench_one)'))
    for (const table of ['person_password', 'directory_person', 'membership', 'consent'])
      await run(copies(table, isTheirs))
    await run(copies('second_factor', isTheirs, 'not n.is_sample'))
    await run(copies('totp_factor', 'x.id::text = (select factor from bench_one)', 'not n.is_sample'))
    // Nobody checks this chain: it only has the length of one.
    await run(
      `insert into audit_event (seq, at, action, person_id, entry, hash)
       select $1::int + n, now() - n * interval '1 second', e.action, p.person, e.entry, sha256(n::text::bytea)
       from generate_series(1, $2::int) n
       cross join (select action, entry from audit_event where person_id is not null order by seq desc limit 1) e
       join (select person, row_number() over () as number from bench_new) p on p.number = 1 + n % $3::int`,
      [audited, Math.max(0, sizes.audited - audited), missing],
    )
    await run('update audit_head set seq = (select max(seq) from audit_event)')
    const chosen = await run('select name from bench_new where is_sample')
    await run('drop table bench_one, bench_new, bench_new_company')
    await run('vacuum analyze')
    return chosen.map((row) => String(row['name']))
  })
}

/** This person works at so many companies more. */
export const joinCompanies = async (world: World, { id }: Person, count: number): Promise<void> =>
  asked(world, async (run) => {
    await run(
      `insert into membership
       select made.* from (select * from company order by id limit $2) c
       cross join (select to_jsonb(m) as row from membership m
         join directory_person d on d.person_id = m.person_id where d.external_id = $1) t
       cross join lateral jsonb_populate_record(null::membership, t.row || jsonb_build_object(
         'company_id', c.id, 'employee_login', $1 || ' at ' || c.external_id)) made
       on conflict do nothing`,
      [id, count],
    )
  })

type Run = (sql: string, values?: unknown[]) => Promise<Record<string, unknown>[]>

async function asked<Found>(world: World, ask: (run: Run) => Promise<Found>): Promise<Found> {
  const client = new pg.Client({ connectionString: (world.database as { url: string }).url })
  await client.connect()
  try {
    return await ask(async (sql, values) => (await client.query<Record<string, unknown>>(sql, values)).rows)
  } finally {
    await client.end()
  }
}
