// Authorization requests that wait for a sign-in: the engine's interactions, each with the page it goes on to.
import type { Clock } from '@sluis/server-kit/clock'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import type { Application } from '#identity/applications/application.ts'
import type { SignInRequest } from '#identity/sessions/sign-in-request.ts'
import type { Identity } from '#use-cases/stores.ts'
import { type RequestRequirements, findRequestRequirements } from './request-requirements.ts'

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

export function createRequests({
  identity,
  clock,
  engine,
}: {
  identity: Identity
  clock: Clock
  engine: () => Provider
}) {
  const notesOf = (interaction: Interaction): RequestNotes => {
    const saved = (interaction.result as { sluis?: RequestNotes } | undefined)?.sluis
    return saved ?? { arrivedAt: clock.now().getTime(), browserId: null, voucherPersonId: null, grantedScope: '' }
  }
  const applicationOf = async (interaction: Interaction): Promise<Application | undefined> =>
    identity.applications.findByClientId(String(interaction.params['client_id']))

  return {
    /**
     * The request that belongs to this browser (the engine's cookie says so); null where it has expired or belongs to
     * another.
     */
    async ofBrowser(incoming: IncomingMessage, outgoing: ServerResponse, uid: string): Promise<PendingRequest | null> {
      const interaction = await engine()
        .interactionDetails(incoming, outgoing)
        .catch((error: unknown) => {
          if ((error as { error?: string }).error === 'invalid_request' || (error as Error).name === 'SessionNotFound')
            return null
          throw error
        })
      const application = interaction && (await applicationOf(interaction))
      if (!interaction || !application || interaction.uid !== uid) return null
      const notes = notesOf(interaction)
      return (notes.applicationId ?? application.id) === application.id ? { interaction, application, notes } : null
    },
    async saveNotes({ interaction }: PendingRequest, notes: RequestNotes): Promise<void> {
      interaction.result = { ...interaction.result, sluis: notes }
      await interaction.persist()
    },
    /**
     * For the pages on the way, which the engine's cookie does not reach: only for the browser that arrived with it,
     * since a voucher and what was granted hang on the request (CVE-2026-7507).
     */
    async signInRequest(uid: string, personId: string | null, browserId: string): Promise<SignInRequest | null> {
      const interaction = await engine().Interaction.find(uid)
      const application = interaction && (await applicationOf(interaction))
      if (!interaction || !application) return null
      const notes = notesOf(interaction)
      if (notes.browserId !== browserId) return null
      return (await this.requirementsOf({ interaction, application, notes }, personId)).signInRequest
    },
    async requirementsOf(
      { interaction, application, notes }: PendingRequest,
      personId: string | null,
    ): Promise<RequestRequirements> {
      const requirements = await findRequestRequirements({ identity, clock }, application, interaction, {
        href: requestHref(interaction.uid),
        startedAt: new Date(notes.arrivedAt),
        answered: false,
        personId,
      })
      return {
        ...requirements,
        signInRequest: {
          ...requirements.signInRequest,
          grantedScope: notes.grantedScope,
          voucherPersonId: notes.voucherPersonId,
        },
      }
    },
  }
}
export type Requests = ReturnType<typeof createRequests>
