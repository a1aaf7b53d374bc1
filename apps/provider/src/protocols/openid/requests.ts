// Authorization requests that wait for a sign-in: the engine's interactions, each with the page it goes on to.
import type { Clock } from '@sluis/server-kit/clock'
import type { Sealer } from '@sluis/server-kit/sealing'
import type { AdapterPayload, Provider } from 'oidc-provider'
import type { Application } from '#identity/applications/application.ts'
import type { AskingBrowser, SignInRecord } from '#identity/sign-ins/sign-in-record.store.ts'
import type { Identity } from '#use-cases/stores.ts'
import { payloadOf } from './records.store.ts'
import { companyOf, type RequestRequirements, requestRequirements } from './request-requirements.ts'

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

/**
 * What we keep at a request: when its person arrived here and in which browser, whom a voucher stood for, what was
 * granted on the way.
 */
export type RequestNotes = {
  arrivedAt: number
  /** Of the record: another one may have its client id by now. Not there in requests of the version before. */
  applicationId?: string
  browserId: string | null
  voucherPersonId: string | null
  grantedScope: string
}

export type PendingRequest = { interaction: Interaction; application: Application; notes: RequestNotes }

export const requestHref = (uid: string): string => `/continue/${uid}`

/** A request that waits, and what is stored of the sign-in that it waits for. */
export type FoundRequest = { request: PendingRequest; record: SignInRecord }

export function createRequests({
  identity,
  sealer,
  clock,
  engine,
}: {
  identity: Identity
  sealer: Sealer
  clock: Clock
  engine: () => Provider
}) {
  const notesOf = (interaction: Interaction): RequestNotes => {
    const saved = (interaction.result as { sluis?: RequestNotes } | undefined)?.sluis
    return saved ?? { arrivedAt: clock.now().getTime(), browserId: null, voucherPersonId: null, grantedScope: '' }
  }

  /** Null where it has expired, or its application is not the one any more that asked. */
  async function load(uid: string, { token, device }: Omit<AskingBrowser, 'browserId'>): Promise<FoundRequest | null> {
    const now = clock.now()
    const query = { token, device, request: uid }
    let record = await identity.signIns.read(query, now)
    const interaction = record.request && (await interactionOf(engine(), sealer, record.request))
    if (!interaction || interaction.uid !== uid) return null
    const application = await identity.applications.findByClientId(String(interaction.params['client_id']))
    if (!application) return null
    const request = { interaction, application, notes: notesOf(interaction) }
    if ((request.notes.applicationId ?? application.id) !== application.id) return null
    // A process of the version before did not say beside the request whose it is.
    if (record.applicationId === null)
      record = await identity.signIns.read(
        { ...query, applicationId: application.id, company: companyOf(interaction.params) },
        now,
      )
    return { request, record }
  }

  return {
    load,
    async saveNotes({ interaction }: PendingRequest, notes: RequestNotes): Promise<void> {
      interaction.result = { ...interaction.result, sluis: notes }
      await interaction.persist()
    },
    /** The engine goes on with this result at the address that is returned. */
    async answer(
      { interaction }: PendingRequest,
      result: Parameters<Provider['interactionResult']>[2],
    ): Promise<string> {
      interaction.result = result
      await interaction.persist()
      return interaction.returnTo
    },
    /**
     * For the pages on the way, which the engine's cookie does not reach: only for the browser that arrived with it,
     * since a voucher and what was granted hang on the request (CVE-2026-7507).
     */
    async find(uid: string, asking: AskingBrowser): Promise<FoundRequest | null> {
      const found = await load(uid, asking)
      return found?.request.notes.browserId === asking.browserId ? found : null
    },
    requirementsOf,
  }

  function requirementsOf({ request: { interaction, application, notes }, record }: FoundRequest): RequestRequirements {
    const requirements = requestRequirements(
      application,
      interaction,
      {
        href: requestHref(interaction.uid),
        startedAt: new Date(notes.arrivedAt),
        answered: false,
        owner: record.owner,
      },
      clock.now(),
    )
    return {
      ...requirements,
      signInRequest: {
        ...requirements.signInRequest,
        grantedScope: notes.grantedScope,
        voucherPersonId: notes.voucherPersonId,
      },
    }
  }
}
export type Requests = ReturnType<typeof createRequests>

/** As the engine makes one of its record; null where that has expired. */
async function interactionOf(
  engine: Provider,
  sealer: Sealer,
  record: NonNullable<SignInRecord['request']>,
): Promise<Interaction | null> {
  const Model = engine.Interaction as unknown as {
    verify(stored: AdapterPayload): Promise<AdapterPayload>
    instantiate(payload: AdapterPayload): Interaction
  }
  try {
    return Model.instantiate(await Model.verify(payloadOf(sealer, 'Interaction', record)))
  } catch {
    return null
  }
}
