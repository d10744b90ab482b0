/** The tab's icon (public/favicon.svg), drawn in place: as a file it would come after the first picture, and in a document of its own. */
export function Logo({ size }: { size: number }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" width={size} height={size}>
      <rect width="32" height="32" rx="8" fill="#3f56d6" />
      <g fill="none" stroke="#fff" strokeWidth="2.4" strokeLinejoin="round" strokeLinecap="round">
        <rect x="6.5" y="7" width="8" height="8" rx="2.2" />
        <rect x="17.5" y="17" width="8" height="8" rx="2.2" />
        <path d="M10.500 15v3.500a2.500 2.500 0 0 0 2.500 2.500h4.500M14.500 11h4.500a2.500 2.500 0 0 1 2.500 2.500V17" />
      </g>
    </svg>
  )
}
