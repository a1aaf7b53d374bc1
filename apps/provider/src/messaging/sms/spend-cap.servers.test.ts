// The money of a day: no text past it, and whoever runs this hears of it once.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testSmsSettings } from '#testing/running-world.ts'
import { smsWorld } from '#testing/sms-world.ts'

const world = await smsWorld((second, first) => ({ ...testSmsSettings(first, second), price: 0.08, dailySpend: 0.5 }))
after(() => world.stop())
const sendMany = async (times: number) =>
  (await Promise.all(Array.from({ length: times }, () => world.send(world.number())))).map(
    (sent) => sent.ok || sent.refusal,
  )

test('six texts of 0.08 are a day of 0.50, the seventh is refused, and one mail tells the operator (SMS pumping)', async () => {
  const results = await sendMany(20)
  assert.deepEqual(
    [results.filter((each) => each === true).length, results.filter((each) => each === 'budget-exhausted').length],
    [6, 14],
  )
  const mail = await world.mail.waitFor((each) => each.to.includes('operator@example.org'))
  assert.match(mail.text, /6 sms-berichten .*\(0,5 bij 0,08 [\s\S]*6 text messages .*\(0\.5 at 0\.08 /u)
  await sendMany(5)
  assert.deepEqual(world.mail.messages.filter((each) => each.to.includes('operator@example.org')).length, 1)
})
test('the next day has its own money, and its own alarm', async () => {
  world.clock.moveBy(24 * 3_600_000)
  world.mail.clear()
  assert.equal((await sendMany(7)).filter((each) => each === true).length, 6)
  await world.mail.waitFor((each) => each.to.includes('operator@example.org'))
})
