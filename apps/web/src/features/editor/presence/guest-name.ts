const ANIMALS = [
  'Badger Bear Beaver Bison Crane Deer Dolphin Duck Eagle Falcon Ferret Finch Fox Gecko Goose Hare',
  'Hawk Heron Ibex Jay Koala Lark Lemur Lynx Magpie Marten Mole Moose Otter Owl Panda Penguin',
  'Plover Puffin Rabbit Raven Robin Salmon Seal Sparrow Squirrel Stork Swan Tapir Tern Turtle Walrus Wren',
].flatMap((line) => line.split(' '))

/** What somebody without a name is called: the same on every screen and every day, as long as they stay on one device. */
export function guestName(device: string): string {
  let hash = 0
  for (const character of device) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  return `Guest ${ANIMALS[hash % ANIMALS.length] ?? ''}`
}

/** One letter for the face of somebody; of a guest that of the animal, by which guests are told apart. */
export function initialOf(name: string): string {
  return (name.replace(/^Guest (?=.)/, '').at(0) ?? '').toUpperCase()
}
