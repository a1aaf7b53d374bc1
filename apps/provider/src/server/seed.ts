// Fills a provider from a plan instead of by hand: for the demo and for tests. Production cannot do this.
import { createHashQueue } from '@sluis/server-kit/hash-queue'
import { randomBytes, randomId } from '@sluis/server-kit/random'
import { decodeBase32, stepAt } from '@sluis/otp'
import type { Registration } from '#identity/applications/applications.store.ts'
import type { CompanyPolicy } from '#identity/companies/companies.store.ts'
import { type CodeHashes, type CodeHashing, createCodeHashes } from '#identity/passwords/recovery-code-hashes.ts'
import { CODE_SIGNS, parseRecoveryCode } from '#identity/recovery/recovery-codes.ts'
import { entryLabel } from '#identity/second-factors/totp.ts'
import { setLogo } from '#use-cases/administer/application-logo.ts'
import type { ProviderContext } from './main.ts'

const SEED = { actor: 'seed', mayGive: () => true }

export type SeedPlan = {
  /** `logo`: a PNG or a JPEG. */
  applications: (Registration & { logo?: Uint8Array })[]
  /**
   * `application`: the client id of the directory that a company comes from, and of the application that its roll-out
   * is for. Ids as the directory gives them.
   */
  companies: { application: string; id: string; name: string; timezone: string; policy?: CompanyPolicy }[]
  rollouts: { application: string; company: string; announceAt: Date; promptAt: Date; requiredAt: Date }[]
}

/** Applications, companies and roll-outs. Before the directory sends its people. */
export async function seedPlan({ identity, clock }: ProviderContext, plan: SeedPlan): Promise<void> {
  const now = clock.now()
  const applications = new Map<string, string>()
  for (const { logo, ...application } of plan.applications) {
    const id = await identity.applications.upsert(application, now)
    applications.set(application.clientId, id)
    if (logo === undefined) continue
    const has = { id, apiClientScope: application.apiClientScope ?? '', introspects: [] }
    const set = await identity.transaction((stores) => setLogo(stores, has, logo, SEED, now))
    if (!set.ok) throw new Error(`no logo for ${application.clientId}: ${JSON.stringify(set.refusal)}`)
  }
  const companies = new Map<string, string>()
  for (const { application, id, name, timezone, policy } of plan.companies) {
    const companyId = await identity.companies.upsert(found(applications, application), {
      externalId: id,
      name,
      timezone,
    })
    companies.set(`${application} ${id}`, companyId)
    if (policy) await identity.companies.setPolicy(companyId, policy)
  }
  for (const { application, company, ...dates } of plan.rollouts) {
    const companyId = found(companies, `${application} ${company}`)
    await identity.transaction(async (stores) => {
      await stores.rollouts.create({ companyId, applicationId: found(applications, application), ...dates })
      await stores.audit.append(
        {
          action: 'rollout-planned',
          result: 'done',
          actor: 'seed',
          companyId,
          detail: { required: dates.requiredAt.toISOString() },
        },
        now,
      )
    })
  }
}

export type SeedPerson = {
  /** The client id of the directory, and the directory's id of the person. */
  application: string
  person: string
  /** Base32. With it the person has an authenticator app since `enrolledAt`. */
  totpSecret?: string
  /** E.164. With it codes go to this number since `enrolledAt`. */
  phone?: string
  /** Ten, kept already: of 24 signs each, or 20 as those have who set up before there were longer ones. */
  recoveryCodes?: string[]
  enrolledAt?: Date
  snoozesTaken?: number
  administrator?: boolean
}

/** What people have done before: after the directory has sent them. Throws on a person that it has not. */
export async function seedPeople(
  { identity, clock, translatorFor }: ProviderContext,
  pepper: Uint8Array,
  people: readonly SeedPerson[],
): Promise<void> {
  const codeHashes = createCodeHashes(createHashQueue(), pepper)
  const now = clock.now()
  for (const each of people) {
    const application = await identity.applications.findByClientId(each.application)
    const personId = application && (await identity.companies.personOf(application.id, each.person))
    const person = personId && (await identity.people.findById(personId))
    if (!application || !person) throw new Error(`the directory ${each.application} has sent no person ${each.person}`)
    const codes = each.recoveryCodes ? await hashed(each.recoveryCodes, codeHashes, pepper) : null
    await identity.transaction(async (stores) => {
      if (each.totpSecret !== undefined) {
        const secret = decodeBase32(each.totpSecret)
        if (!secret.ok) throw new Error(`not a secret: ${each.person}`)
        const enrolledAt = each.enrolledAt ?? now
        const day = translatorFor(person.language).dates.shortDay(enrolledAt)
        // As after an enrolment of that day; a fresh one leaves the code of this moment usable.
        await stores.totp.add(
          {
            id: randomId(),
            personId: person.id,
            secret: secret.bytes,
            label: entryLabel(person.email, day),
            step: stepAt(enrolledAt) - 2,
          },
          enrolledAt,
        )
        await stores.audit.append(
          { action: 'enrolled', result: 'done', actor: 'seed', personId: person.id, detail: { factor: 'totp' } },
          enrolledAt,
        )
      }
      if (each.phone !== undefined) {
        const enrolledAt = each.enrolledAt ?? now
        await stores.phones.replace({ id: randomId(), personId: person.id, e164: each.phone }, enrolledAt)
        await stores.audit.append(
          {
            action: each.totpSecret === undefined ? 'enrolled' : 'factor-added',
            result: 'done',
            actor: 'seed',
            personId: person.id,
            detail: { factor: 'sms' },
          },
          enrolledAt,
        )
      }
      if (codes) {
        await stores.recovery.replace({ id: randomId(), personId: person.id, ...codes }, now)
        await stores.recovery.markSaved(person.id, now)
      }
      for (let number = 1; number <= (each.snoozesTaken ?? 0); number++)
        await stores.rollouts.countSnooze({ personId: person.id, applicationId: application.id, number }, now)
      if (each.administrator) {
        await stores.people.makeAdministrator(person.id, now)
        await stores.audit.append(
          { action: 'administrator-named', result: 'done', actor: 'seed', personId: person.id },
          now,
        )
      }
    })
  }
}

type HashedCodes = { salt: Buffer; hashing: CodeHashing; codes: string[]; hashes: Buffer[] }
const hashedBefore = new Map<string, Promise<HashedCodes>>()

/** Once for a set: tests give the same to many people, and ten slow hashes take longer than most tests do. */
function hashed(typed: string[], codeHashes: CodeHashes, pepper: Uint8Array): Promise<HashedCodes> {
  const key = [...typed, Buffer.from(pepper).toString('hex')].join(' ')
  const known = hashedBefore.get(key) ?? hashCodes(typed, codeHashes)
  hashedBefore.set(key, known)
  return known
}

async function hashCodes(typed: string[], codeHashes: CodeHashes): Promise<HashedCodes> {
  const codes = typed.map((each) => {
    const code = parseRecoveryCode(each)
    return code.ok ? code.value : fail('one of the recovery codes is none')
  })
  const salt = randomBytes(16)
  const hashing = codes.every((code) => code.length === CODE_SIGNS) ? 'hmac-sha256' : 'argon2id'
  const hashes = await Promise.all(codes.map((code) => codeHashes.find(code, { hashing, salt })))
  return { salt, hashing, codes, hashes }
}

const fail = (message: string): never => {
  throw new Error(message)
}
const found = (map: Map<string, string>, key: string): string =>
  map.get(key) ?? fail(`the plan names ${key}, which is not in it`)
