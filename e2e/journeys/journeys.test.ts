// All journeys, in this order, against one demo that is started for them.
import './set-up-from-pop-up.journey.ts'
