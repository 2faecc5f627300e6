/** Says how far a day is from today. */
export function daysText(days: number): string {
  if (days === 0) return "today";
  const count = Math.abs(days);
  const text = count === 1 ? "1 day" : `${count} days`;
  return days < 0 ? `${text} ago` : `in ${text}`;
}
