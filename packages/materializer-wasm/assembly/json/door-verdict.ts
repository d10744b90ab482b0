// What the door found: a status and the place of the first refusal.
import { OK } from '../status'

let status: i32 = OK
let place: usize = 0

export function resetDoor(): void {
  status = OK
  place = 0
}

/** Records the first refusal and answers 0, which every function of the door passes on. */
export function refuse(why: i32, at: usize): usize {
  if (status == OK) {
    status = why
    place = at
  }
  return 0
}

export function doorStatus(): i32 {
  return status
}

export function refusedAt(): usize {
  return place
}
