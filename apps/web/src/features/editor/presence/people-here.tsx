import { useId, useRef, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { cx } from '../../../ui/class-names.ts'
import { TextInput } from '../../../ui/text-input.tsx'
import { useEditor } from '../editor-context.ts'
import { guestName, initialOf } from './guest-name.ts'
import type { Person } from './people.ts'
import './people.css'
import { ownDevice, ownName, usePeople } from './use-people.ts'

/** Faces beside each other before the rest is a number. */
const SHOWN = 4

/** Who else is in this workflow: a face each, and behind them their names, what they look at, and what one is called oneself. */
export function PeopleHere() {
  const { people, rename } = usePeople()
  const [open, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const id = useId()
  if (people.length === 0) return null
  const words = people.length === 1 ? '1 other is here' : `${people.length} others are here`
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what the button inside has opened
    <div
      ref={place}
      className="relative"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        setOpen(false)
        place.current?.querySelector('button')?.focus()
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false)
      }}
    >
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        aria-label={`${words}: ${people.map(({ name }) => name).join(', ')}`}
        data-people={people.length}
        onClick={() => setOpen(!open)}
        className="flex h-8 items-center rounded-lg px-1 hover:bg-surface-3"
      >
        {people.slice(0, SHOWN).map((person) => (
          <Face key={person.session} person={person} className="-ml-1 first:ml-0" />
        ))}
        {people.length > SHOWN ? <span className="ml-1 text-ink-2 text-sm">+{people.length - SHOWN}</span> : null}
      </button>
      {open ? (
        <section id={id} aria-label="Who is here" className="pop-in absolute right-0 z-30 mt-1 w-72 rounded-xl border border-line bg-surface p-3 shadow-pop">
          <ul className="flex flex-col gap-1">
            {people.map((person) => (
              <PersonRow key={person.session} person={person} />
            ))}
          </ul>
          <OwnName onRename={rename} />
        </section>
      ) : null}
    </div>
  )
}

function Face({ person, className }: { person: Person; className?: string }) {
  return (
    <span aria-hidden className={cx('person-face', className)} data-hue={person.hue}>
      {initialOf(person.name)}
    </span>
  )
}

function PersonRow({ person }: { person: Person }) {
  const { reveal } = useEditor()
  const [first] = person.selection
  return (
    <li className="flex items-center gap-2 text-sm">
      <Face person={person} />
      <span className="min-w-0 flex-1 truncate">{person.name}</span>
      {first === undefined ? null : (
        <Button size="sm" tone="quiet" onClick={() => reveal(first)}>
          Go there
        </Button>
      )}
    </li>
  )
}

function OwnName({ onRename }: { onRename: (name: string) => void }) {
  const [name, setName] = useState(ownName)
  const id = useId()
  return (
    <form
      className="mt-3 flex items-end gap-2 border-line border-t pt-3"
      onSubmit={(event) => {
        event.preventDefault()
        onRename(name)
      }}
    >
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="text-ink-2 text-sm">
          What others call you
        </label>
        <TextInput
          id={id}
          value={name}
          maxLength={60}
          placeholder={guestName(ownDevice())}
          className="mt-1"
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <Button type="submit">Set</Button>
    </form>
  )
}
