// What a chapter says, when the module for browsers has left it out (take_texts.mjs).
#pragma once

// The text of that number, of the chapter that runs. Error: there is none (see main.cpp).
const char* live_text(int number);
