// Codes and tokens, found by their hash together with all that each stands on; and by the same statement whether the
// application that shows one has the right secret (decision 0055).
import { hashToken, sha256 } from '@sluis/server-kit/sealing'
import type { Clock } from '@sluis/server-kit/clock'
import { sql } from 'kysely'
import { type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { secretRows } from '#identity/applications/application-secrets.store.ts'
import { grantHashSql, readTokenState, type TokenRow, tokenRows } from '#identity/sessions/grants.store.ts'
import type { StoresOf } from '#use-cases/stores.ts'
import { builtOnce } from '#schema/built-once.store.ts'
import type { Db } from '#schema/tables.ts'
import { type FoundRecord, memory } from './request-memory.ts'

/** What is shown as a token, of whatever kind it is: looked for together. */
export const TOKENS = ['AccessToken', 'ClientCredentials', 'RefreshToken']
const CODES = ['AuthorizationCode']

/** As one of these models: by what this request has read of it, where it has. */
export async function findToken(db: Db, model: string, hash: Buffer, now: Date): Promise<FoundRecord | undefined> {
  const own = memory()
  const models = TOKENS.includes(model) ? TOKENS : CODES
  const key = keyOf(models, hash)
  const reading = own?.found.get(key) ?? read(db, models, hash, now)
  own?.found.set(key, reading)
  return (await reading).find((each) => each.model === model)
}

type Deps = { db: Db; identity: StoresOf<'applicationSecrets'>; clock: Clock }
/**
 * Whether a secret is one of the application's. Where it is, what the request shows is at hand as well: whoever is not
 * known is told nothing of it, and uses nothing up.
 */
export async function hasSecret({ db, identity, clock }: Deps, clientId: string, secret: string): Promise<boolean> {
  const ctx = Provider.ctx!
  const shown = shownBy(ctx.oidc)
  const now = clock.now()
  if (!shown) return identity.applicationSecrets.hasSecret(clientId, secret, now)
  const { models, hash } = shown
  const withSecret = models === TOKENS ? secretAndTokens : secretAndCodes
  const rows = await withSecret(db, { clientId, secretHash: hashToken(secret), hash, now })
  if (rows[0]?.isOne) memory(ctx)!.found.set(keyOf(models, hash), Promise.resolve(foundIn(rows, now)))
  return identity.applicationSecrets.isRight(rows[0], secret)
}

type Shown = { models: readonly string[]; hash: Buffer }
/** The code or token that the request is about. */
function shownBy({ route, params }: KoaContextWithOIDC['oidc']): Shown | null {
  const { grant_type: grant, code, refresh_token: refreshToken, token } = params ?? {}
  const of = (models: readonly string[], value: unknown) =>
    typeof value === 'string' ? { models, hash: sha256(value) } : null
  if (route !== 'token') return of(TOKENS, token)
  if (grant === 'refresh_token') return of(TOKENS, refreshToken)
  return grant === 'authorization_code' ? of(CODES, code) : null
}

const keyOf = (models: readonly string[], hash: Buffer): string => `${models.join()}:${hash.toString('hex')}`

async function read(db: Db, models: readonly string[], hash: Buffer, now: Date): Promise<FoundRecord[]> {
  return foundIn(await (models === TOKENS ? tokensByHash : codesByHash)(db, { hash, now }), now)
}

type Values = { hash: Buffer; now: Date }
/**
 * With the grant that each stands on, and all that this stands on. The limit has the grant found first: a plan that
 * takes the table of grants for a small one would otherwise work all of that out for each of them, and then choose.
 */
const recordRows = (db: Db, models: readonly string[], { hash, now }: Values) =>
  db
    .selectFrom('openid_record as r')
    .leftJoinLateral(
      tokenRows(db, now).where(grantHashSql, '=', sql.ref<Buffer>('r.grant_hash')).limit(1).as('state'),
      (join) => join.onTrue(),
    )
    .select(['r.model', 'r.id_hash', 'r.payload_sealed', 'r.consumed_at'])
    .selectAll('state')
    .where('r.model', 'in', models)
    .where('r.id_hash', '=', hash)
    .where('r.expires_at', '>', now)

const byHash = (models: readonly string[]) =>
  builtOnce((db, values: Values) => recordRows(db, models, values).compile())
const tokensByHash = byHash(TOKENS)
const codesByHash = byHash(CODES)

const withSecretOf = (models: readonly string[]) =>
  builtOnce((db, values: Values & { clientId: string; secretHash: Buffer }) =>
    db
      .selectFrom(secretRows(db, values).as('application'))
      .leftJoinLateral(recordRows(db, models, values).as('record'), (join) => join.onTrue())
      .selectAll(['application', 'record'])
      .compile(),
  )
const secretAndTokens = withSecretOf(TOKENS)
const secretAndCodes = withSecretOf(CODES)

type Row = Awaited<ReturnType<typeof tokensByHash>>[number]
type Nullable<Value> = { [Key in keyof Value]: Value[Key] | null }
const foundIn = (rows: readonly Nullable<Row>[], now: Date): FoundRecord[] =>
  rows
    .filter((row) => row.model !== null)
    .map((row) => {
      const { model, id_hash, payload_sealed, consumed_at, ...state } = row as Row
      return {
        model,
        id_hash,
        payload_sealed,
        consumed_at,
        state: state.grantId === null ? null : readTokenState(state as TokenRow, now),
      }
    })
