// Says that a file is too large before it is sent. The server checks again.
for (const input of document.querySelectorAll("input[type=file][data-max-bytes]")) {
  const most = Number(input.dataset.maxBytes);
  input.addEventListener("change", () => {
    const tooLarge = [...input.files].some((file) => file.size > most);
    input.setCustomValidity(tooLarge ? `This file is larger than ${most / 1e6} MB.` : "");
    input.reportValidity();
  });
}
