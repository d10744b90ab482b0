import { Link } from '@tanstack/react-router'
import { History } from 'lucide-react'
import { EmptyState } from '../../ui/empty-state.tsx'

/** Below the only version there is: what will stand here, and what makes it. */
export function FirstVersion({ name, tag, empty }: { name: string; tag: string; empty: boolean }) {
  return (
    <EmptyState
      icon={<History aria-hidden size={22} />}
      title="Every save becomes a version"
      className="pt-6!"
      action={
        <Link
          to="/w/$name"
          params={{ name }}
          search={{}}
          className="inline-flex h-8 items-center rounded-lg bg-accent px-3 font-medium text-on-accent hover:bg-accent-hover max-sm:h-11"
        >
          {empty ? 'Draw the first steps' : 'Change it in the editor'}
        </Link>
      }
    >
      {tag === 'main'
        ? 'Each one says here who made it and why. You can look at it, take it back by itself, or restore it; a branch is for changes that others should not run yet.'
        : `${tag} says what it was begun from. What is saved there stands here, and is merged when it is ready.`}
    </EmptyState>
  )
}
