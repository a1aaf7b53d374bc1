// All journeys, in this order, against one demo that is started for them.
import './set-up-from-pop-up.journey.ts'
import './on-one-phone.journey.ts'
import './keyboard-without-script.journey.ts'
import './pass-the-date.journey.ts'
import './recover.journey.ts'
import './not-me.journey.ts'
import './inside-kade.journey.ts'
import './at-home.journey.ts'
