// The two screens of signing in: a button that is pressed twice sends its form once. They work without this, too.

import "./passkey.js";

for (const form of document.querySelectorAll("main form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.querySelector(".btn").setAttribute("aria-busy", "true");
  });
}

// A page that comes back from the browser's cache is as it was left; its buttons are to work again.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const form of document.querySelectorAll("main form")) {
    delete form.dataset.sent;
    form.querySelector(".btn").removeAttribute("aria-busy");
  }
});
