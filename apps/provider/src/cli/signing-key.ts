// Makes the next key that signs tokens.
import { signingKeysStore } from '../protocols/openid/signing-keys.store.ts'
import type { Command } from './command-shape.ts'

export const rotateSigningKey: Command = {
  purpose: 'makes the next signing key; it signs an hour from now, or at once and alone (after a leak)',
  options: { 'at-once': {} },
  run: async ({ identity, sealer, clock }, values, print) => {
    await identity.transaction(async (stores) => {
      const kid = await signingKeysStore(stores.db, sealer).rotate(clock.now(), values['at-once'] ? 'at-once' : 'now')
      await stores.audit.append(
        { action: 'signing-key-made', result: 'done', actor: 'operator', detail: { kid } },
        clock.now(),
      )
      print(
        values['at-once']
          ? `New key ${kid}. It signs within a minute, and tokens of the old ones are void.`
          : `New key ${kid}. Published within a minute, signs in an hour.`,
      )
    })
    return 0
  },
}
