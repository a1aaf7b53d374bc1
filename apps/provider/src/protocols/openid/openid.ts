// OpenID Connect as the rest of the house sees it: which addresses it owns, its requests, its machines, and the change
// of signing keys.
import { redactPath } from '@sluis/server-kit/log'
import type { PageOptions } from '@sluis/server-kit/page-middleware'
import { BARE_HEADERS } from '@sluis/server-kit/security-headers'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import type { FindApiClient } from '#identity/applications/applications.store.ts'
import type { Renderer } from '#platform/page.ts'
import { deviceRequests } from './device-grant.ts'
import { createEngine, type EngineDeps } from './engine.ts'
import { enginePages } from './pages.ts'
import { referenceOf } from './request-reference.ts'
import { createRequests } from './requests.ts'
import { createLogoutSender } from './send-logouts.service.ts'
import { signingKeysStore } from './signing-keys.store.ts'

type Deps = Omit<EngineDeps, 'pages'> & { renderer: Renderer }
export type Openid = Awaited<ReturnType<typeof createOpenid>>

export async function createOpenid(deps: Deps) {
  const { identity, db, sealer, clock, log, renderer } = deps
  const pages = enginePages(renderer)
  await ensureKey(deps)
  let keys = await signingKeysStore(db, sealer).current(clock.now())
  let current = createEngine({ ...deps, pages }, keys)
  const engine = (): Provider => current

  const findApiClient: FindApiClient = async (token) => {
    const found = await engine().ClientCredentials.find(token)
    const application = found?.clientId ? await identity.applications.findByClientId(found.clientId) : undefined
    if (!found || !application) return null
    // What a registration has lost is lost at once, whatever a token says.
    const may = new Set(application.apiClientScope.split(' '))
    return { application, scopes: new Set((found.scope ?? '').split(' ').filter((scope) => may.has(scope))) }
  }

  return {
    engine,
    findApiClient,
    requests: createRequests({ identity, sealer, clock, engine }),
    deviceRequests: deviceRequests({ identity, clock }),
    owns: (url: string): boolean => url.startsWith('/oidc/') || url.startsWith('/.well-known/'),

    /**
     * The engine behind the same checks as every page: known host only, our headers, its own address whatever a proxy
     * says.
     */
    listener:
      (pageOptions: PageOptions, addressOf: (incoming: IncomingMessage) => string) =>
      (incoming: IncomingMessage, outgoing: ServerResponse) => {
        const { host, protocol } = new URL(pageOptions.origin)
        if (incoming.headers.host !== host) {
          outgoing.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no such host here.\n')
          return
        }
        const address = addressOf(incoming)
        for (const name of Object.keys(incoming.headers))
          if (name.startsWith('x-forwarded-') || name === 'forwarded') delete incoming.headers[name]
        incoming.headers['x-forwarded-proto'] = protocol.slice(0, -1)
        incoming.headers['x-forwarded-for'] = address
        for (const [name, value] of Object.entries(BARE_HEADERS)) outgoing.setHeader(name, value)
        // Discovery and keys are for any origin to read.
        outgoing.removeHeader('cross-origin-resource-policy')
        if (protocol === 'https:')
          outgoing.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains')
        const beganAt = performance.now()
        outgoing.once('finish', () =>
          log.info(
            {
              reference: referenceOf(incoming),
              method: incoming.method,
              path: redactPath((incoming.url ?? '').split('?')[0] ?? ''),
              status: outgoing.statusCode,
              ms: Math.round(performance.now() - beganAt),
            },
            'request',
          ),
        )
        void current.callback()(incoming, outgoing)
      },

    /** Tells applications of sessions that have ended. Runs may overlap. */
    sendLogouts: createLogoutSender({ ...deps, keyFor: (algorithm) => keys.find(({ alg }) => alg === algorithm)! }),

    /** Makes the next key when it is time, and removes those that are over. */
    async rotateKeys(): Promise<void> {
      await ensureKey(deps)
      await signingKeysStore(db, sealer).prune(clock.now())
    },

    /** Signs and publishes by what the database has: what another process or an operator has made. */
    async takeOverKeys(): Promise<void> {
      let now = await signingKeysStore(db, sealer).current(clock.now())
      // A process of the version before has made a key alone.
      if (!now.some(({ alg }) => alg === 'RS256')) {
        await ensureKey(deps)
        now = await signingKeysStore(db, sealer).current(clock.now())
      }
      if (now.map((key) => key.kid).join() === keys.map((key) => key.kid).join()) return
      keys = now
      current = createEngine({ ...deps, pages }, keys)
      log.info({ keys: keys.length }, 'signing keys changed')
    },
  }
}

async function ensureKey({ identity, sealer, clock }: Deps): Promise<void> {
  await identity.transaction(async (stores) => {
    const kid = await signingKeysStore(stores.db, sealer).rotate(clock.now())
    if (kid)
      await stores.audit.append(
        { action: 'signing-key-made', result: 'done', actor: 'provider', detail: { kid } },
        clock.now(),
      )
  })
}
