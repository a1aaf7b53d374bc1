// Messages through a real Kannel to its fake mobile network, and its reports back to us.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { hasKannel, kannelServer } from '@sluis/test-kit'
import { testSmsSettings } from '#testing/running-world.ts'
import { smsWorld } from '#testing/sms-world.ts'

// There is none for macOS; npm test installs it where there is.
const skip = hasKannel() ? false : 'this machine has no Kannel (Debian: kannel, kannel-extras)'
const kannel = skip ? null : await kannelServer()
const world = kannel ? await smsWorld((second) => testSmsSettings(kannel, second)) : null
after(async () => {
  await world?.stop()
  await kannel?.stop()
})

test(
  'a text arrives at the network with sender, number, code and autofill line, and its delivery comes back',
  { skip },
  async () => {
    const to = world!.number()
    const id = await world!.sent(to, { code: '314159' })
    const line = await kannel!.waitFor((each) => each.includes(to))
    assert.equal(line, `Sluis ${to} text 314159 is je code voor Sluis. Deel deze code met niemand.`)
    await kannel!.waitFor((each) => each === '@localhost #314159')
    await world!.becomes(id, 'delivered')
  },
)
test('ten at once arrive, each once', { skip }, async () => {
  const numbers = Array.from({ length: 10 }, () => world!.number())
  const ids = await Promise.all(numbers.map((to) => world!.sent(to)))
  for (const id of ids) await world!.becomes(id, 'delivered')
  for (const to of numbers) await kannel!.waitFor((line) => line.includes(to))
  assert.deepEqual(
    numbers.map((to) => kannel!.arrived.filter((line) => line.includes(to)).length),
    numbers.map(() => 1),
  )
})
test(
  'without a network Kannel keeps the text, and its delivery is reported when there is one again',
  { skip },
  async () => {
    await kannel!.leaveNetwork()
    const to = world!.number()
    const id = await world!.sent(to)
    await world!.becomes(id, 'sent')
    await kannel!.joinNetwork()
    await world!.becomes(id, 'delivered', 20_000)
    await kannel!.waitFor((line) => line.includes(to))
    assert.equal(kannel!.arrived.filter((line) => line.includes(to)).length, 1)
  },
)
test('with Kannel gone the second gateway sends it at once', { skip }, async () => {
  await kannel!.killSendsms()
  const to = world!.number()
  const id = await world!.sent(to)
  await world!.second.waitFor((sms) => sms.to === to)
  await world!.becomes(id, 'delivered')
})
