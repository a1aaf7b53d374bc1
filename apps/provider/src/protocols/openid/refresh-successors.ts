// Which refresh token follows which: chosen when a token is made and sealed in its record, so that every process gives
// the same one to requests that come with the same token (decision 0029).
import { randomToken } from '@sluis/server-kit/random'
import { Provider } from 'oidc-provider'

/** The field of a refresh token's record. A token from before it was kept has none, and no grace. */
export const SUCCESSOR = 'successor'

type Token = { [SUCCESSOR]?: string }

/** Teaches an engine's refresh tokens to keep their successor, and to take the value that was chosen for them. */
export function keepSuccessors({ RefreshToken }: Pick<Provider, 'RefreshToken'>): void {
  const model = RefreshToken as unknown as { IN_PAYLOAD: readonly string[]; prototype: object }
  const fields = [...model.IN_PAYLOAD, SUCCESSOR]
  Object.defineProperty(model, 'IN_PAYLOAD', { get: () => fields })
  Object.defineProperty(model.prototype, 'generateTokenId', {
    value(this: Token) {
      this[SUCCESSOR] = randomToken()
      const rotated = Provider.ctx?.oidc.entities['RotatedRefreshToken'] as Token | undefined
      return rotated?.[SUCCESSOR] ?? randomToken()
    },
  })
}
