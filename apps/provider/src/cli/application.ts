// Registers a business app, or changes it.
import { z } from 'zod'
import { isLogoutAddress } from '#identity/applications/logout-address.ts'
import { type Command, wrong } from './command-line.ts'

export const registerApplication: Command = async ({ identity, clock }, values, print, { kind }) => {
  const uri = z.url({ protocol: /^https?$/ })
  const read = z
    .object({
      id: z.string().regex(/^[\w.-]{1,64}$/),
      name: z.string().min(1).max(100),
      secret: z.string().min(32),
      'redirect-uri': z.array(uri).min(1),
      'post-logout-redirect-uri': z.array(uri).default([]),
      home: uri.optional(),
      'backchannel-logout-uri': z
        .string()
        .refine(
          (text) => isLogoutAddress(text, { isDemo: kind === 'demo' }),
          'must be an https address without a fragment',
        )
        .optional(),
    })
    .safeParse(values)
  if (!read.success)
    return wrong(
      print,
      read.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`),
    )
  const { id, name, secret, home, 'backchannel-logout-uri': backchannelLogoutUri, ...uris } = read.data
  await identity.transaction(async (stores) => {
    const application = await stores.applications.upsert(
      {
        clientId: id,
        name,
        secret,
        redirectUris: uris['redirect-uri'],
        postLogoutRedirectUris: uris['post-logout-redirect-uri'],
        scope: 'openid profile email offline_access',
        apiClientScope: 'directory obligation',
        homeUri: home ?? null,
        backchannelLogoutUri: backchannelLogoutUri ?? null,
      },
      clock.now(),
    )
    await stores.audit.append(
      { action: 'application-put', result: 'done', actor: 'operator', applicationId: application },
      clock.now(),
    )
  })
  print(`${id} is registered.`)
  return 0
}
