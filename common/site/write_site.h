// The whole book as a folder of pages.
#pragma once

#include <filesystem>
#include <string>

namespace book::site {

struct SiteSettings {
    std::filesystem::path home;    // the book's sources
    std::filesystem::path folder;  // where the pages go; it is there, and empty
    std::string address;           // where the site will be found, https://…/, or ""
    std::filesystem::path module;  // what site/live/build_module has made: pages can compute. Or ""
};

// Pages, style sheets and scripts, and search.json: what stands in each section, for an index. Formulas stand in their
// source, and code is not coloured yet: assets/finish.mjs does that. Returns the number of pages.
int write_site(const SiteSettings& settings);

}  // namespace book::site
