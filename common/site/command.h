// ./book site
#pragma once

namespace book::site {

int site_main(int argc, char** argv);

}  // namespace book::site
