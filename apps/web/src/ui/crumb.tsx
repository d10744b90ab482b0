/** One step of a way back out; `here` is where somebody stands. */
export function Crumb({ name, here = false, onGo }: { name: string; here?: boolean; onGo: () => void }) {
  return (
    <li className="flex min-w-0 items-center [&+li]:before:mx-0.5 [&+li]:before:text-ink-3 [&+li]:before:content-['›']">
      {here ? (
        <span aria-current="location" className="truncate px-1.5 font-semibold">
          {name}
        </span>
      ) : (
        <button type="button" onClick={onGo} className="max-w-44 truncate rounded-md px-1.5 py-0.5 text-ink-2 hover:bg-surface-3 hover:text-ink">
          {name}
        </button>
      )}
    </li>
  )
}
