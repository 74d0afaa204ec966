/** Somebody's photo, or the first letter of their name. */
export const Face = ({ name, photo, base }: { name: string; photo?: string; base: string }) =>
  photo ? (
    <img class="face" src={new URL(photo, base).href} alt="" />
  ) : (
    <span class="face" aria-hidden="true">
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
