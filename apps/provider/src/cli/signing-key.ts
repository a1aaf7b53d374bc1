// Makes the next key that signs tokens.
import { KEY_SET_SECONDS, signingKeysStore } from '../protocols/openid/signing-keys.store.ts'
import type { Command } from './command-shape.ts'

export const rotateSigningKey: Command = {
  purpose:
    'makes the next signing key; it signs an hour from now, or at once and alone (after a leak: tokens of the old ones are void,\nand applications may refuse new ones for 5 minutes)',
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
          ? `New key ${kid}. Every process signs with it within 5 seconds, and tokens of the old ones are void.\n` +
              `Applications may keep the key set for ${KEY_SET_SECONDS / 60} minutes: until they fetch it again, those that do not ask for\n` +
              'a key that they miss refuse new tokens, and nobody new gets into them.'
          : `New key ${kid}. Published within 5 seconds, signs in an hour.`,
      )
    })
    return 0
  },
}
