// Statements that are asked again are named, so that the database parses and plans them once a connection (decision
// 0048).
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { type KnownColumns, NamedStatement } from './named-statement.ts'
import type { OutgrownPlans } from './outgrown-plans.ts'

export type StatementNames = {
  /** Gives the client's statements their names, above what else is done with its questions. */
  name(client: pg.PoolClient): void
  /** False for a connection with plans that do not fit any more: it is closed when it is given back. */
  isCurrent(client: pg.PoolClient): boolean
}

// Each costs every connection of the server some tens of kilobytes. Lists of values make texts without end, and what is
// asked once needs no plan that is kept.
const MAX_NAMES = 400
const MAX_TEXTS = 2_000
const NAME_LENGTH = 12

type Ask = (text: unknown, values?: unknown[]) => Promise<pg.QueryResult>

/** `outgrown`: of a server, where tables are analysed; PGlite's never are, and it plans for large ones. */
export function createStatementNames(outgrown?: OutgrownPlans): StatementNames {
  /** The name of each text that was asked before; null where it was asked once. */
  const names = new Map<string, string | null>()
  let named = 0
  let generation = 0
  const generations = new WeakMap<pg.PoolClient, number>()
  const isCurrent = (client: pg.PoolClient): boolean => generations.get(client) === generation

  function nameOf(text: string): string | null {
    const known = names.get(text)
    if (typeof known === 'string' || named === MAX_NAMES) return known ?? null
    if (known === undefined) {
      if (names.size === MAX_TEXTS) forgetUnnamed()
      names.set(text, null)
      return null
    }
    const name = createHash('sha256').update(text).digest('base64url').slice(0, NAME_LENGTH)
    names.set(text, name)
    named += 1
    return name
  }
  function forgetUnnamed(): void {
    for (const [text, name] of names) if (name === null) names.delete(text)
  }

  return {
    isCurrent,
    name(client) {
      const ask = client.query.bind(client) as Ask
      const known: KnownColumns = new Map()
      generations.set(client, generation)
      Object.assign(client, {
        async query(text: unknown, values?: unknown[]) {
          // Without values (begin, commit, what a migration holds) it is one message to the server, and stays so.
          const name = typeof text === 'string' && values?.length && isCurrent(client) ? nameOf(text) : null
          if (name === null) return ask(text, values)
          const renewing = outgrown?.renew(client, ask)
          if (renewing) await renewing
          try {
            return await ask(new NamedStatement(`${name}${generation}`, text as string, values!, known))
          } catch (error) {
            // It was made where the answer was read, and says now who asked.
            if (error instanceof Error) Error.captureStackTrace(error)
            if (!isOutdatedPlan(error)) throw error
            if (isCurrent(client)) generation += 1
            // The transaction is lost, and may be run again.
            if (client.getTransactionStatus() !== 'I') throw error
            return ask(text, values)
          }
        },
      })
    },
  }
}

/**
 * The plan that a name stands for does not fit what a migration has made of its tables (0A000), or is not there any
 * more (26000): asked without the name it is right.
 */
export const isOutdatedPlan = (error: unknown): boolean => {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return code === '26000' || (code === '0A000' && String(message).includes('cached plan'))
}
