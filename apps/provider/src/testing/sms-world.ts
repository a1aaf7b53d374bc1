// A provider with two SMS gateways for tests: what is sent to whom, and what the database knows of it.
import type { Decision } from '@sluis/server-kit/decision'
import { randomId } from '@sluis/server-kit/random'
import { freePort, mailbox, smsGateway, type SmsGateway } from '@sluis/test-kit'
import type { SmsRefusal, SmsToSend } from '#messaging/sms/sms-service.ts'
import type { SmsValues } from '#messaging/sms/compose-sms.ts'
import type { SmsSettings } from '#messaging/sms/gateways/settings.ts'
import { startProvider } from '../server/main.ts'
import { ownServerDatabase } from './prepared-database.ts'
import { movableClock, testSettings, testSmsSettings } from './running-world.ts'
import { until } from './until.ts'

const FIVE_MINUTES_MS = 300_000

/** `settingsWith`: other settings than both gateways in their order. */
export async function smsWorld(
  settingsWith: (second: SmsGateway, first: SmsGateway) => SmsSettings = (second, first) =>
    testSmsSettings(first, second),
) {
  const [first, second, mail, clock] = [await smsGateway(), await smsGateway(), await mailbox(), movableClock()]
  const settings = {
    ...testSettings(await freePort(), mail.url, await ownServerDatabase()),
    sms: settingsWith(second, first),
  }
  const provider = await startProvider(settings, { clock })
  const { identity, sms, database } = provider
  let numbers = 0

  async function aPerson(): Promise<string> {
    const id = randomId()
    await identity.people.upsert(
      { id, name: 'Somebody', email: `${id}@example.org`, emailKey: `${id}@example.org`, isFree: true, language: 'nl' },
      clock.now(),
    )
    return id
  }
  /** A Dutch number that nobody had before; each in a range of its own. */
  const number = (): string => `+316${String(10_000_000 + 100_000 * ++numbers)}`

  type More = Partial<Omit<SmsToSend, 'to'>> & { code?: string }
  async function send(
    to: string,
    { code = '123456', ...more }: More = {},
  ): Promise<Decision<{ messageId: string }, SmsRefusal>> {
    const values: SmsValues = { kind: 'sign-in-code', code }
    const message: SmsToSend = {
      to,
      personId: more.personId ?? (await aPerson()),
      network: randomId(),
      language: 'nl',
      values,
      expiresAt: new Date(clock.now().getTime() + FIVE_MINUTES_MS),
      ...more,
    }
    return identity.transaction((stores) => sms.send(stores, message, clock.now()))
  }
  /** Sends one, and returns its id. */
  async function sent(to: string, more: More = {}): Promise<string> {
    const answer = await send(to, more)
    if (!answer.ok) throw new Error(`the text was refused: ${answer.refusal}`)
    return answer.value.messageId
  }

  return {
    first,
    second,
    mail,
    clock,
    provider,
    identity,
    sms,
    settings,
    aPerson,
    number,
    send,
    sent,
    /** Waits until the database has this status of an SMS. */
    becomes: (id: string, status: string, limitMs = 20_000): Promise<true> =>
      until(
        database.pool,
        `an SMS that is ${status}`,
        async () =>
          (await database.pool.query('select from sms_message where id = $1 and status = $2', [id, status]))
            .rowCount === 1,
        limitMs,
      ),
    row: async (id: string): Promise<Record<string, unknown>> =>
      (await database.pool.query<Record<string, unknown>>('select * from sms_message where id = $1', [id])).rows[0]!,
    /** Everything due before has been looked at when this one has arrived. */
    async lookedThrough(): Promise<void> {
      const to = number()
      await sent(to, { values: { kind: 'factor-notice' } })
      await Promise.race([first, second].map((gateway) => gateway.waitFor((each) => each.to === to)))
    },
    async stop(): Promise<void> {
      await provider.stop()
      await Promise.all([mail.close(), first.close(), second.close()])
    },
  }
}
