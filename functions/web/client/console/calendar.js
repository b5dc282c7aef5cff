// Lets what is scheduled be dragged to another day of the calendar: it fills in and sends the form that stands at it, so
// the server decides as it does without script.

/** Make the contents of a calendar that can be moved draggable, and its days places to drop them. */
export function dragContents(table) {
  let dragged = null;

  for (const entry of table.querySelectorAll("[data-moves]")) {
    entry.draggable = true;
    entry.addEventListener("dragstart", (event) => {
      dragged = entry;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", entry.dataset.moves);
    });
    entry.addEventListener("dragend", () => {
      dragged = null;
      leave(table);
    });
  }

  for (const day of table.querySelectorAll("[data-day]")) {
    day.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      leave(table);
      day.classList.add("drop");
    });
    day.addEventListener("drop", (event) => {
      event.preventDefault();
      if (dragged) moveTo(document.getElementById(dragged.dataset.moves), day.dataset.day);
    });
  }
}

/** Send a content's form with another day, at the time of day that it has. */
function moveTo(form, day) {
  const field = form.elements.moved_to;
  const [before, time] = field.value.split("T");
  if (day === before) return;
  field.value = `${day}T${time}`;
  form.closest("details").open = true;
  form.requestSubmit();
}

function leave(table) {
  for (const day of table.querySelectorAll(".drop")) day.classList.remove("drop");
}
