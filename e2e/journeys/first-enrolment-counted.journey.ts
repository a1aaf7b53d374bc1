// What a first enrolment takes on one small phone, and what Back shows after it.
import { assertWithinBounds } from './fixtures/effort.ts'
import { enrolCounted, SMALL_PHONE } from './fixtures/first-enrolment.ts'
import { journey, person, setUpDemo } from './fixtures/journey.ts'

export const onSmallPhone = journey(
  'Piotr, on one phone of 360 × 640, has it on within 6 screens, 241 words, 9 taps and 112 s, with each main button in view; Back then says that it is on, and leads to Kade',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const v = await newVisitor(SMALL_PHONE)
    assertWithinBounds(await enrolCounted(v, demo, person('Piotr')))
    await v.page.goBack()
    await v.sees('Two-step verification is on already')
    await v.follow('On to Kade')
    await v.sees('Welcome, Piotr')
    await v.page.goto(`${demo.provider}/enrol`)
    await v.sees('Two-step verification is on already')
  },
)
